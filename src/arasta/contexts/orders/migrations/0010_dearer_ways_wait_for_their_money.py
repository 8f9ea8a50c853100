"""An order whose dearer way of delivery is not paid yet knows the way that stands again, and when."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0020_holds_know_their_share"),
        ("orders", "0009_carts_follow_the_book_of_addresses"),
    ]

    operations = [
        migrations.CreateModel(
            name="UnpaidWay",
            fields=[
                (
                    "order",
                    models.OneToOneField(
                        on_delete=models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="orders.order",
                    ),
                ),
                ("delivery", models.TextField()),
                ("method", models.TextField(blank=True)),
                ("price_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("tax_rate", models.DecimalField(decimal_places=4, max_digits=6)),
                ("address", models.JSONField(null=True)),
                ("remind_at", models.DateTimeField(null=True)),
                ("until", models.DateTimeField()),
                (
                    "location",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.location",
                    ),
                ),
            ],
            options={"db_table": "orders_unpaid_way"},
        ),
    ]
