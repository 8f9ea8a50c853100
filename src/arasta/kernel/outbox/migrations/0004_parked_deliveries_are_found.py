"""Let the auditor and the back office find what is parked without reading every delivery there ever was."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0003_indexes_pay_their_way"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(condition=models.Q(("status", "parked")), fields=["id"], name="outbox_delivery_parked"),
        ),
    ]
