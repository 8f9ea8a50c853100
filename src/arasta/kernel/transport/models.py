"""What all processes share about the accounts they call: budgets, the breaker, and the last calls."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Budget(models.Model):
    """What was spent of one rate group of an account. `version` grows with every charge: who read an older one asks again."""

    id = models.BigAutoField(primary_key=True)
    account = models.TextField()
    name = models.TextField()
    spent = models.TextField()
    version = models.BigIntegerField(db_default=1)

    class Meta:
        db_table = "transport_budget"
        constraints = [
            models.UniqueConstraint(fields=["account", "name"], name="one_budget_per_account_and_group"),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.account}"


class Breaker(models.Model):
    """An account whose last calls failed. `open_until` is in seconds of the database's clock; no row: all is well."""

    account = models.TextField(primary_key=True)
    failures = models.PositiveIntegerField()
    open_until = models.FloatField(db_default=0.0)

    class Meta:
        db_table = "transport_breaker"

    def __str__(self) -> str:
        return f"{self.account} failed {self.failures} times"


class Exchange(models.Model):
    """One of the last calls of an account, as it may be shown: no headers, bodies masked and cut."""

    id = models.BigAutoField(primary_key=True)
    account = models.TextField()
    at = models.DateTimeField(db_default=Now())
    method = models.TextField()
    path = models.TextField()
    rate_group = models.TextField()
    status = models.IntegerField(null=True)
    silence = models.TextField(db_default="")
    elapsed_ms = models.PositiveIntegerField()
    sent = models.TextField(db_default="")
    received = models.TextField(db_default="")

    class Meta:
        db_table = "transport_exchange"
        indexes = [models.Index(fields=["account", "-id"], name="transport_exchange_newest")]

    def __str__(self) -> str:
        return f"{self.method} {self.path}: {self.status or self.silence}"
