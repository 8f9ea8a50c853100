import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import arasta.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0002_locations"),
        ("inventory", "0009_levels_know_of_fences"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("holder_id", models.UUIDField()),
                ("reference", models.TextField(blank=True)),
                ("actor_kind", models.TextField()),
                ("actor_id", models.TextField()),
                ("actor_name", models.TextField()),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "channel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="channels.channel"
                    ),
                ),
            ],
            options={"db_table": "inventory_hold"},
        ),
        migrations.CreateModel(
            name="HoldLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "hold",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="inventory.hold"
                    ),
                ),
                (
                    "reservation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.reservation"
                    ),
                ),
            ],
            options={
                "db_table": "inventory_hold_line",
                "constraints": [
                    models.UniqueConstraint(fields=("hold", "reservation"), name="reservation_is_once_in_a_hold")
                ],
            },
        ),
    ]
