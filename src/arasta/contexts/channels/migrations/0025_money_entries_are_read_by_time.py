"""A channel's account is read newest first, a page at a time, however long it is."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0024_channels_are_named_in_languages")]

    operations = [
        migrations.AddIndex(
            "channelmoneyentry",
            models.Index(fields=["channel", "at", "id"], name="channels_money_by_time"),
        ),
    ]
