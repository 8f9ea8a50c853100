"""Note which variants were touched since a feed was read, so that only these are read again."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial"), ("channels", "0015_channels_sell_a_range")]

    operations = [
        migrations.AddField(model_name="feed", name="read_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="feed", name="read_whole_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="feed", name="doubted_at", field=models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="FeedTouched",
            fields=[
                (
                    "variant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="catalog.variant",
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "channels_feed_touched",
                "indexes": [models.Index(fields=["at"], name="feed_touched_by_moment")],
            },
        ),
    ]
