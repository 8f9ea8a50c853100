"""Let every process hear of writes to what its pages show."""

from __future__ import annotations

from django.db import migrations

TABLES = "'reviews_photo', 'reviews_review', 'reviews_summary'"


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_initial"), ("changes", "0003_writes_begin_editions")]

    operations = [migrations.RunSQL(f"CALL changes_watch({TABLES})", f"CALL changes_unwatch({TABLES})")]
