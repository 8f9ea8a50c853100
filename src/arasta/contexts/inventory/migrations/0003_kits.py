import arasta.kernel.ids
import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import F, Q

ONE_PER_UNIT = Q(per_unit__gt=0) & (Q(kit__isnull=False) | Q(per_unit=1))

# Whoever writes a recipe holds the lock alone, whoever opens a level shares it: neither misses what the other does.
KITS_HAVE_NO_LEVELS = """
CREATE FUNCTION inventory_kits_have_no_levels() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(hashtext('inventory_kit_component'));
  IF EXISTS (SELECT FROM opened o JOIN inventory_kit_component k ON k.kit_id = o.variant_id) THEN
    RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = 'kits_have_no_levels',
      MESSAGE = 'a kit has no levels: its stock is that of its components';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER kits_have_no_levels AFTER INSERT ON inventory_level REFERENCING NEW TABLE AS opened
  FOR EACH STATEMENT EXECUTE FUNCTION inventory_kits_have_no_levels();
"""

LEVELS_ARE_FREE = """
DROP TRIGGER kits_have_no_levels ON inventory_level;
DROP FUNCTION inventory_kits_have_no_levels();
"""


def _key_to_a_variant(**more):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.variant", **more
    )


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial"), ("inventory", "0002_indexes_pay_their_way")]

    operations = [
        migrations.CreateModel(
            name="KitComponent",
            fields=[
                ("id", models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("quantity", models.IntegerField()),
                ("kit", _key_to_a_variant()),
                ("component", _key_to_a_variant()),
            ],
            options={
                "db_table": "inventory_kit_component",
                "constraints": [
                    models.UniqueConstraint(fields=("kit", "component"), name="one_row_per_kit_and_component"),
                    models.CheckConstraint(condition=Q(quantity__gt=0), name="kit_quantity_is_positive"),
                    models.CheckConstraint(condition=~Q(kit=F("component")), name="kit_does_not_contain_itself"),
                ],
            },
        ),
        migrations.AddField("allocation", "kit", _key_to_a_variant(null=True, db_index=False)),
        migrations.AddField("allocation", "per_unit", models.IntegerField(db_default=1)),
        migrations.AddField("reservation", "kit", _key_to_a_variant(null=True, db_index=False)),
        migrations.AddField("reservation", "per_unit", models.IntegerField(db_default=1)),
        AddConstraintNotValid(
            "allocation", models.CheckConstraint(condition=ONE_PER_UNIT, name="only_a_kit_takes_many_per_unit")
        ),
        AddConstraintNotValid(
            "reservation", models.CheckConstraint(condition=ONE_PER_UNIT, name="only_a_kit_holds_many_per_unit")
        ),
        migrations.RunSQL(KITS_HAVE_NO_LEVELS, LEVELS_ARE_FREE),
    ]
