"""Let every process hear of writes to what its pages show."""

from __future__ import annotations

from django.db import migrations

from arasta.kernel.changes.edition import unwatch, watch

TABLES = ["inventory_location", "inventory_location_text"]


class Migration(migrations.Migration):
    dependencies = [("inventory", "0018_promises_travel"), ("changes", "0003_writes_begin_editions")]

    operations = [migrations.RunSQL(watch(TABLES), unwatch(TABLES))]
