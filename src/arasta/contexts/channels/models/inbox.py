"""What channels call out to us, byte for byte, and what is to be read again because of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from arasta.contexts.channels.models.channels import Installation
from arasta.contexts.channels.models.words import values
from arasta.contexts.channels.types.inbound import Refusal
from arasta.contexts.channels.types.inbox import CallStatus, HintStatus
from arasta.contexts.channels.types.sync import Stream
from arasta.kernel.ids import new_id


class InboxCall(models.Model):
    """A call that is the channel's own. It is kept before anything is made of it; forged ones are only counted."""

    id = models.UUIDField(primary_key=True, default=new_id)
    installation = models.ForeignKey(Installation, on_delete=models.PROTECT, related_name="+")
    delivery_id = models.TextField()
    topic = models.TextField(db_default="")
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(db_default=Now())
    status = models.TextField(db_default=CallStatus.WAITING.value)
    hints = models.PositiveIntegerField(db_default=0)
    problem = models.TextField(db_default="")

    class Meta:
        db_table = "channels_inbox_call"
        constraints = [
            models.UniqueConstraint(fields=["installation", "delivery_id"], name="a_delivery_is_kept_once"),
            models.CheckConstraint(condition=Q(status__in=values(CallStatus)), name="call_status_is_known"),
        ]
        indexes = [
            models.Index(fields=["installation", "id"], name="channels_call_waits", condition=Q(status="waiting")),
            models.Index(fields=["received_at"], name="channels_call_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.delivery_id}"


class InboxHint(models.Model):
    """Something of a channel that changed, once however often it is told; the newest version is what counts."""

    id = models.UUIDField(primary_key=True, default=new_id)
    installation = models.ForeignKey(Installation, on_delete=models.PROTECT, related_name="+")
    stream = models.TextField()
    external_id = models.TextField()
    version = models.BigIntegerField(db_default=0)
    document = models.TextField(db_default="")
    heard = models.PositiveIntegerField(db_default=1)
    status = models.TextField(db_default=HintStatus.WAITING.value)
    tries = models.PositiveIntegerField(db_default=0)
    heard_at = models.DateTimeField(db_default=Now())
    next_try_at = models.DateTimeField(db_default=Now())
    trouble = models.TextField(db_default="")
    last_error = models.TextField(db_default="")

    class Meta:
        db_table = "channels_inbox_hint"
        constraints = [
            models.UniqueConstraint(fields=["installation", "stream", "external_id"], name="a_hint_is_kept_once"),
            models.CheckConstraint(condition=Q(status__in=values(HintStatus)), name="hint_status_is_known"),
            models.CheckConstraint(condition=Q(stream__in=values(Stream)), name="hint_stream_is_known"),
        ]
        indexes = [
            models.Index(
                fields=["installation", "next_try_at"], name="channels_hint_waits", condition=Q(status="waiting")
            ),
            models.Index(fields=["heard_at"], name="channels_hint_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.external_id}"


class RefusedCalls(models.Model):
    """How many calls for an installation were not believed; nothing else is kept of them."""

    id = models.UUIDField(primary_key=True, default=new_id)
    installation = models.ForeignKey(Installation, on_delete=models.PROTECT, related_name="+")
    why = models.TextField()
    calls = models.BigIntegerField(db_default=1)
    last_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "channels_refused_calls"
        constraints = [
            models.UniqueConstraint(fields=["installation", "why"], name="refused_calls_are_counted_once_by_reason"),
            models.CheckConstraint(condition=Q(why__in=values(Refusal)), name="reason_of_refusal_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.calls} calls with {self.why}"
