"""Let every process hear of writes to what its pages show."""

from __future__ import annotations

from django.db import migrations

TABLES = "'inventory_location', 'inventory_location_text'"


class Migration(migrations.Migration):
    dependencies = [("inventory", "0018_promises_travel"), ("changes", "0003_writes_begin_editions")]

    operations = [migrations.RunSQL(f"CALL changes_watch({TABLES})", f"CALL changes_unwatch({TABLES})")]
