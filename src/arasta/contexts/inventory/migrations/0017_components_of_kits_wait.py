"""Let the components of a kit's line wait for what is to come, each in the queue of its own level."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial"), ("inventory", "0016_levels_change_in_place")]

    operations = [
        migrations.AddField(
            "backorder",
            "kit",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.variant"
            ),
        ),
        migrations.AddField("backorder", "per_unit", models.IntegerField(db_default=1)),
        migrations.AddConstraint(
            "backorder",
            models.UniqueConstraint(
                fields=["line_id", "location", "variant"], name="one_backorder_per_line_location_and_variant"
            ),
        ),
        migrations.RemoveConstraint("backorder", "one_backorder_per_line_and_location"),
    ]
