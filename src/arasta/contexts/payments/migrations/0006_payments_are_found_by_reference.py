"""Find the payment that a provider calls about without a look at all others."""

from __future__ import annotations

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("payments", "0005_payments_are_captured_in_parts")]

    operations = [
        AddIndexConcurrently(
            "payment",
            models.Index(
                fields=["provider_reference"],
                opclasses=["text_pattern_ops"],
                name="payments_payment_by_reference",
                condition=~models.Q(provider="recorded"),
            ),
        )
    ]
