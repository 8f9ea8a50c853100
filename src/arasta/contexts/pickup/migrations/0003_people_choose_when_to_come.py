"""People choose when to come for an order; a place prepares so many orders for the same time."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pickup", "0002_arrivals_nobody_saw"), ("inventory", "0015_lockers_hold_stock")]

    operations = [
        migrations.AddField("place", "orders_ahead", models.SmallIntegerField(db_default=0)),
        migrations.AddConstraint(
            "place",
            models.CheckConstraint(
                condition=models.Q(("orders_ahead__gte", 0)), name="orders_ahead_are_not_negative"
            ),
        ),
        migrations.CreateModel(
            "Plan",
            [
                ("order_id", models.UUIDField(primary_key=True, serialize=False)),
                ("starts_at", models.DateTimeField()),
                ("chosen_at", models.DateTimeField()),
                ("is_ordered", models.BooleanField(db_default=False)),
                (
                    "location",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.location",
                    ),
                ),
            ],
            options={
                "db_table": "pickup_plan",
                "indexes": [models.Index(fields=["location", "starts_at"], name="pickup_plan_by_time")],
            },
        ),
    ]
