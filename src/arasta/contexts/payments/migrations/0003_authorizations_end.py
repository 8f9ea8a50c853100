"""Remember when an authorization lapses."""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("payments", "0002_indexes_pay_their_way"),
    ]

    operations = [
        migrations.AddField(
            model_name="payment",
            name="ends_at",
            field=models.DateTimeField(null=True),
        ),
        AddIndexConcurrently(
            model_name="payment",
            index=models.Index(
                condition=models.Q(("ends_at__isnull", False), ("status", "authorized")),
                fields=["ends_at"],
                name="payments_payment_lapsing",
            ),
        ),
    ]
