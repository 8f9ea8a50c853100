"""The book of messages."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from arasta.contexts.messages.types import LANGUAGES, Medium, MessageStatus
from arasta.kernel.ids import new_id


class Message(models.Model):
    """One message to one address. `content` holds the facts its sentences are filled with, until a secret one is sent.

    `due_at` stands only as long as the message has to wait for its time.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.TextField()
    medium = models.TextField()
    subject = models.TextField()
    part = models.TextField(db_default="")
    to = models.TextField()
    language = models.CharField(max_length=2)
    channel = models.ForeignKey(
        "channels.Channel", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    content = models.JSONField()
    status = models.TextField(db_default="queued")
    title = models.TextField(db_default="")
    error = models.TextField(db_default="")
    due_at = models.DateTimeField(null=True)
    queued_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "messages_message"
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "part", "kind", "medium", "to"], name="one_message_per_kind_subject_part_and_address"
            ),
            models.CheckConstraint(
                condition=Q(medium__in=[str(one) for one in Medium]), name="message_medium_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[str(one) for one in MessageStatus]), name="message_status_is_known"
            ),
            models.CheckConstraint(condition=Q(language__in=LANGUAGES), name="message_language_is_known"),
            models.CheckConstraint(
                condition=~Q(status="sent") | Q(sent_at__isnull=False), name="sent_messages_know_when"
            ),
            models.CheckConstraint(condition=~Q(to=""), name="messages_go_somewhere"),
        ]
        indexes = [
            models.Index(fields=["status", "-id"], name="messages_by_status"),
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="messages_not_due_yet"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to}"
