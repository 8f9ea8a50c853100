"""Let every process hear of writes to what its pages show."""

from __future__ import annotations

from django.db import migrations

TABLES = "'brand_host', 'brand_kit', 'brand_kit_lines', 'brand_picture', 'brand_web_shop'"


class Migration(migrations.Migration):
    dependencies = [("brand", "0001_initial"), ("changes", "0003_writes_begin_editions")]

    operations = [migrations.RunSQL(f"CALL changes_watch({TABLES})", f"CALL changes_unwatch({TABLES})")]
