"""Keep when a channel means to pay out what it owes."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0020_shops_hear_of_changes")]

    operations = [
        migrations.AddField(
            model_name="channelmoneyentry", name="expected_at", field=models.DateTimeField(null=True)
        ),
    ]
