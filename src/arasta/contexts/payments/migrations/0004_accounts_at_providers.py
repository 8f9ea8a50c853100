"""Let each shop have its own accounts at providers of payments."""

from __future__ import annotations

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import arasta.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0001_initial"),
        ("payments", "0003_authorizations_end"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProviderAccount",
            fields=[
                ("id", models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("provider", models.TextField()),
                ("name", models.TextField()),
                ("settings", models.JSONField(default=dict)),
                ("sealed", models.TextField(db_default="")),
                ("captures", models.TextField(db_default="at_dispatch")),
                ("is_active", models.BooleanField(db_default=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "channel",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="channels.channel",
                    ),
                ),
            ],
            options={
                "db_table": "payments_provider_account",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_active", True)),
                        fields=("channel", "provider"),
                        name="one_active_account_per_channel_and_provider",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("captures__in", ["at_dispatch", "with_order"])),
                        name="account_captures_when_is_known",
                    ),
                ],
            },
        ),
    ]
