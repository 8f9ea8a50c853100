from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
    ValidateConstraint,
)
from django.db import migrations, models
from django.db.models import Q

STATUSES = [
    "pending",
    "requires_action",
    "authorized",
    "partly_captured",
    "captured",
    "partly_refunded",
    "refunded",
    "declined",
    "voided",
    "failed",
]
NAME = "payment_status_is_known"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("payments", "0004_accounts_at_providers")]

    operations = [
        migrations.RemoveConstraint("payment", NAME),
        AddConstraintNotValid("payment", models.CheckConstraint(condition=Q(status__in=STATUSES), name=NAME)),
        ValidateConstraint("payment", NAME),
        AddIndexConcurrently(
            "payment",
            models.Index(
                fields=["ends_at"],
                name="payments_payment_ending",
                condition=Q(status__in=["authorized", "partly_captured"], ends_at__isnull=False),
            ),
        ),
        RemoveIndexConcurrently("payment", "payments_payment_lapsing"),
    ]
