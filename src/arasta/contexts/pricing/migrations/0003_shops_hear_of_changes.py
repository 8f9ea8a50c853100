"""Let every process hear of writes to the rates that it reckons with."""

from __future__ import annotations

from django.db import migrations

TABLES = "'pricing_tax_rate'"


class Migration(migrations.Migration):
    dependencies = [("pricing", "0002_history_rests_on_prices"), ("changes", "0003_writes_begin_editions")]

    operations = [migrations.RunSQL(f"CALL changes_watch({TABLES})", f"CALL changes_unwatch({TABLES})")]
