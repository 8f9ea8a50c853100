"""Let every process hear of writes to what its pages show."""

from __future__ import annotations

from django.db import migrations

from arasta.kernel.changes.edition import unwatch, watch

TABLES = ["reviews_photo", "reviews_review", "reviews_summary"]


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_initial"), ("changes", "0003_writes_begin_editions")]

    operations = [migrations.RunSQL(watch(TABLES), unwatch(TABLES))]
