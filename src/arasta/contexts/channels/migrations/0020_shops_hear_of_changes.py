"""Let every process hear of writes to what its pages show."""

from __future__ import annotations

from django.db import migrations

from arasta.kernel.changes.edition import unwatch, watch

TABLES = ["channels_channel", "channels_channel_location"]


class Migration(migrations.Migration):
    dependencies = [("channels", "0019_reading_goes_on_where_it_broke_off"), ("changes", "0003_writes_begin_editions")]

    operations = [migrations.RunSQL(watch(TABLES), unwatch(TABLES))]
