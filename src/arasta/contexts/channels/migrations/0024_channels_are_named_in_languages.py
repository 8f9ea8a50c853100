"""A channel has a name for shoppers of each language, where its merchant gave one."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


TABLE = "'channels_channel_text'"


class Migration(migrations.Migration):
    dependencies = [("channels", "0023_unpaid_changes_are_taken_back")]

    operations = [
        migrations.CreateModel(
            "ChannelText",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.TextField()),
                ("name", models.TextField()),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="channels.channel"
                    ),
                ),
            ],
            options={
                "db_table": "channels_channel_text",
                "constraints": [
                    models.UniqueConstraint(fields=["channel", "language"], name="one_channel_text_per_language")
                ],
            },
        ),
        migrations.RunSQL(f"CALL changes_watch({TABLE})", f"CALL changes_unwatch({TABLE})"),
    ]
