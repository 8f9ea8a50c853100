"""Let a level tell whether a channel keeps units there, so that the others need not ask."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inventory", "0008_movements_by_lot")]

    operations = [
        migrations.AddField("stocklevel", "is_fenced", models.BooleanField(db_default=False)),
        migrations.RunSQL(
            "UPDATE inventory_level l SET is_fenced = true FROM inventory_fence f"
            " WHERE (l.variant_id, l.location_id) = (f.variant_id, f.location_id)",
            migrations.RunSQL.noop,
        ),
    ]
