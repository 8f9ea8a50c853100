"""Let a conversation know the cart that shopper and adviser fill together."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial"), ("support", "0001_initial")]

    operations = [
        migrations.AddField(
            "conversation",
            "cart",
            models.ForeignKey(
                db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.cart"
            ),
        ),
    ]
