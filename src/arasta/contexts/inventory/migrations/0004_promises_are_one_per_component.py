from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

# The new rule is built beside the old one while orders come in; then it takes its place.
ALLOCATION = """
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS one_allocation_per_line_variant_and_location
  ON inventory_allocation (line_id, variant_id, location_id)
"""

RESERVATION = """
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS one_hold_per_cart_level_and_kit
  ON inventory_reservation (cart_id, variant_id, location_id, kit_id) NULLS NOT DISTINCT WHERE status = 'held'
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("inventory", "0003_kits")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(ALLOCATION, migrations.RunSQL.noop),
                migrations.RunSQL(
                    "ALTER TABLE inventory_allocation ADD CONSTRAINT one_allocation_per_line_variant_and_location"
                    " UNIQUE USING INDEX one_allocation_per_line_variant_and_location",
                    "ALTER TABLE inventory_allocation DROP CONSTRAINT one_allocation_per_line_variant_and_location",
                ),
            ],
            state_operations=[
                migrations.AddConstraint(
                    "allocation",
                    models.UniqueConstraint(
                        fields=("line_id", "variant", "location"), name="one_allocation_per_line_variant_and_location"
                    ),
                )
            ],
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(RESERVATION, "DROP INDEX IF EXISTS one_hold_per_cart_level_and_kit")
            ],
            state_operations=[
                migrations.AddConstraint(
                    "reservation",
                    models.UniqueConstraint(
                        condition=Q(status="held"),
                        fields=("cart_id", "variant", "location", "kit"),
                        name="one_hold_per_cart_level_and_kit",
                        nulls_distinct=False,
                    ),
                )
            ],
        ),
        migrations.RemoveConstraint("allocation", "one_allocation_per_line_and_location"),
        migrations.RemoveConstraint("reservation", "one_hold_per_cart_and_level"),
        ValidateConstraint("allocation", "only_a_kit_takes_many_per_unit"),
        ValidateConstraint("reservation", "only_a_kit_holds_many_per_unit"),
    ]
