"""A cart's address knows which entry of its customer's book it is, so that it follows when that is changed."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0008_few_orders_are_found_among_many")]

    operations = [migrations.AddField("cartaddress", "book_id", models.UUIDField(null=True))]
