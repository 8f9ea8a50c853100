"""Let a cart that a till serves remember the channel it goes back to."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0001_initial"), ("orders", "0004_carts_are_carried")]

    operations = [
        migrations.AddField(
            "cart",
            "home_channel",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="channels.channel",
            ),
        ),
    ]
