"""The book of messages, what carries them, and the devices that show them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from arasta.contexts.messages.types import LANGUAGES, Medium, MessageStatus
from arasta.kernel.ids import new_id


class Message(models.Model):
    """One message to one address. `content` holds the facts its sentences are filled with, until a secret one is sent.

    `due_at` stands only as long as the message has to wait for its time. `was_tried` is written before a sender is asked and
    taken back once it answered: where it stands, nobody knows whether the message is there.
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
    was_tried = models.BooleanField(db_default=False)

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


class Carrier(models.Model):
    """What a medium is carried with: its settings as anybody in the office may see them, and its secrets, sealed."""

    medium = models.TextField(primary_key=True)
    settings = models.JSONField()
    sealed = models.TextField()
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "messages_carrier"
        constraints = [
            models.CheckConstraint(
                condition=Q(medium__in=[str(one) for one in Medium]), name="carrier_carries_a_known_medium"
            ),
        ]

    def __str__(self) -> str:
        return self.medium


class Device(models.Model):
    """A browser that shows messages: where its maker's service takes them, and the keys with which only it can read."""

    id = models.UUIDField(primary_key=True, default=new_id)
    endpoint = models.TextField()
    public_key = models.TextField()
    auth = models.TextField()
    language = models.CharField(max_length=2)
    label = models.TextField()
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "messages_device"
        constraints = [models.UniqueConstraint(fields=["endpoint"], name="an_endpoint_is_one_device")]

    def __str__(self) -> str:
        return f"{self.label} {self.id}"


class DeviceWish(models.Model):
    """What a device wants to hear about: "order:…", or all that is told to "customer:…"."""

    pk = models.CompositePrimaryKey("subject", "device_id")
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="+")
    subject = models.TextField()

    class Meta:
        db_table = "messages_device_wish"

    def __str__(self) -> str:
        return f"{self.device_id} about {self.subject}"
