"""Let a cart be served by a till and advised by staff, and keep the prices agreed when it was carried."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_indexes_pay_their_way")]

    operations = [
        migrations.AddField("cart", "desk_key", models.TextField(blank=True, db_default="")),
        migrations.AddField("cart", "adviser_id", models.TextField(blank=True, db_default="")),
        migrations.AddField("cart", "adviser_name", models.TextField(blank=True, db_default="")),
        migrations.AddField("cart", "agreed_until", models.DateTimeField(null=True)),
        migrations.AddField("cartline", "agreed_price_minor", models.BigIntegerField(null=True)),
        migrations.AddIndex(
            "cart",
            models.Index(
                fields=["adviser_id", "changed_at"],
                condition=Q(("status", "open"), ~Q(("adviser_id", ""))),
                name="orders_cart_by_adviser",
            ),
        ),
    ]
