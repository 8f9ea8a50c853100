"""Events and their deliveries."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class EventRow(models.Model):
    """One fact. `seq` orders the facts of one subject: it is drawn while the subject's rows are locked."""

    id = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField(unique=True)
    name = models.TextField()
    version = models.SmallIntegerField()
    subject = models.TextField()
    occurred_at = models.DateTimeField(db_default=Now())
    actor_kind = models.TextField()
    actor_id = models.TextField()
    actor_name = models.TextField()
    payload = models.JSONField()

    class Meta:
        db_table = "outbox_event"
        indexes = [
            models.Index(fields=["subject", "seq"], name="outbox_event_by_subject"),
            models.Index(fields=["occurred_at"], name="outbox_event_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject}"


class Delivery(models.Model):
    """One event on its way to one handler."""

    id = models.BigAutoField(primary_key=True)
    event = models.ForeignKey(EventRow, on_delete=models.PROTECT, related_name="+", db_index=False)
    seq = models.BigIntegerField()
    subject = models.TextField()
    handler = models.TextField()
    status = models.TextField(db_default="pending")
    attempts = models.SmallIntegerField(db_default=0)
    next_attempt_at = models.DateTimeField(db_default=Now())
    last_error = models.TextField(db_default="")
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "outbox_delivery"
        constraints = [
            models.UniqueConstraint(fields=["event", "handler"], name="one_delivery_per_event_and_handler"),
            models.CheckConstraint(
                condition=models.Q(status__in=["pending", "done", "parked"]), name="delivery_status_is_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["handler", "subject", "seq"],
                name="outbox_delivery_pending",
                condition=models.Q(status="pending"),
            ),
            models.Index(fields=["id"], name="outbox_delivery_parked", condition=models.Q(status="parked")),
        ]

    def __str__(self) -> str:
        return f"{self.handler} of {self.seq}: {self.status}"
