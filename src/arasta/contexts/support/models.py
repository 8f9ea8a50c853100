"""Conversations and their messages."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from arasta.contexts.support.types import ConversationStatus, Side
from arasta.kernel.ids import new_id


class Conversation(models.Model):
    """A shopper and those who advise them, with the cart they fill together. `last_side` spoke last."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.ForeignKey("channels.Channel", on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(
        "customers.Customer", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    owner_key = models.TextField(blank=True)
    cart = models.ForeignKey("orders.Cart", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.TextField(blank=True)
    language = models.TextField(default="en")
    status = models.TextField(db_default="open")
    adviser_id = models.TextField(blank=True, db_default="")
    adviser_name = models.TextField(blank=True, db_default="")
    messages = models.IntegerField(db_default=0)
    last_side = models.TextField(blank=True, db_default="")
    last_text = models.TextField(blank=True, db_default="")
    opened_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "support_conversation"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[one.value for one in ConversationStatus]), name="conversation_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(customer__isnull=False) | ~Q(owner_key=""), name="conversation_has_a_shopper"
            ),
            models.UniqueConstraint(
                fields=["channel", "customer"],
                condition=Q(status="open", customer__isnull=False),
                name="customer_has_one_open_conversation",
            ),
            models.UniqueConstraint(
                fields=["channel", "owner_key"],
                condition=Q(status="open", customer__isnull=True),
                name="browser_has_one_open_conversation",
            ),
        ]
        indexes = [models.Index(fields=["status", "-changed_at"], name="support_conversation_newest")]

    def __str__(self) -> str:
        return f"{self.name or 'Guest'} since {self.opened_at:%Y-%m-%d %H:%M}"


class Message(models.Model):
    """What one side said; `place` counts within the conversation."""

    id = models.UUIDField(primary_key=True, default=new_id)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.IntegerField()
    side = models.TextField()
    author_name = models.TextField(blank=True)
    text = models.TextField(blank=True)
    variant = models.ForeignKey(
        "catalog.Variant", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "support_message"
        constraints = [
            models.UniqueConstraint(fields=["conversation", "place"], name="messages_are_counted"),
            models.CheckConstraint(condition=Q(side__in=[one.value for one in Side]), name="message_side_is_known"),
            models.CheckConstraint(condition=~Q(text="") | Q(variant__isnull=False), name="message_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.place} of {self.conversation_id}"
