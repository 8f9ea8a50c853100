"""Let every process hear of writes to what its pages show."""

from __future__ import annotations

from django.db import migrations

TABLES = "'fulfillment_delivery_method', 'fulfillment_delivery_method_text', 'fulfillment_delivery_price'"


class Migration(migrations.Migration):
    dependencies = [("fulfillment", "0004_goods_are_brought_to_where_they_are_fetched"), ("changes", "0003_writes_begin_editions")]

    operations = [migrations.RunSQL(f"CALL changes_watch({TABLES})", f"CALL changes_unwatch({TABLES})")]
