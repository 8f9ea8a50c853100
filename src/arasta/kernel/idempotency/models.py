"""Keys and the answers given under them."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class StoredAnswer(models.Model):
    """One key of one account. Without an answer it is a claim, held until `claimed_until`."""

    id = models.BigAutoField(primary_key=True)
    account = models.TextField()
    key = models.TextField()
    request_hash = models.BinaryField()
    status = models.SmallIntegerField(null=True)
    body = models.BinaryField(null=True)
    content_type = models.TextField(db_default="application/json")
    claimed_until = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "idempotency_answer"
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="one_answer_per_account_and_key")]
        indexes = [models.Index(fields=["created_at"], name="idempotency_answer_by_age")]

    def __str__(self) -> str:
        return f"{self.account} {self.key}"
