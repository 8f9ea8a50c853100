"""Find open and canceled orders without a look at the millions that are done."""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("orders", "0007_orders_are_partly_paid_and_voided")]

    operations = [
        AddIndexConcurrently(
            "order",
            models.Index(
                fields=["fulfillment_status", "-placed_at", "-id"],
                condition=models.Q(status="placed"),
                name="orders_order_open",
            ),
        ),
        AddIndexConcurrently(
            "order",
            models.Index(
                fields=["-placed_at", "-id"], condition=models.Q(status="canceled"), name="orders_order_canceled"
            ),
        ),
    ]
