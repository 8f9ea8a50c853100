from django.db import migrations, models
import arasta.kernel.ids
import django.db.models.deletion


class Migration(migrations.Migration):
    dependencies = [("channels", "0001_initial"), ("inventory", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="ChannelLocation",
            fields=[
                ("id", models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("priority", models.SmallIntegerField(db_default=0)),
                ("ships", models.BooleanField(db_default=True)),
                ("picks_up", models.BooleanField(db_default=False)),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="channels.channel"
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.location"
                    ),
                ),
            ],
            options={
                "db_table": "channels_channel_location",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("channel", "location"), name="location_serves_a_channel_once"
                    )
                ],
            },
        ),
    ]
