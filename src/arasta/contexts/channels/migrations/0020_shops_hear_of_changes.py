"""Let every process hear of writes to what its pages show."""

from __future__ import annotations

from django.db import migrations

TABLES = "'channels_channel', 'channels_channel_location'"


class Migration(migrations.Migration):
    dependencies = [("channels", "0019_reading_goes_on_where_it_broke_off"), ("changes", "0003_writes_begin_editions")]

    operations = [migrations.RunSQL(f"CALL changes_watch({TABLES})", f"CALL changes_unwatch({TABLES})")]
