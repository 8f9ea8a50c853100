"""Let every process hear of writes to what its pages show."""

from __future__ import annotations

from django.db import migrations

TABLES = (
    "'discovery_collection', 'discovery_collection_text', 'discovery_companion', 'discovery_member', "
    "'discovery_synonyms'"
)


class Migration(migrations.Migration):
    dependencies = [("discovery", "0002_rules_know_price_and_age"), ("changes", "0003_writes_begin_editions")]

    operations = [migrations.RunSQL(f"CALL changes_watch({TABLES})", f"CALL changes_unwatch({TABLES})")]
