"""What comes back through channels, the money they keep and pay out, and their listings as they show them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from arasta.contexts.channels.models.channels import Channel
from arasta.contexts.channels.models.words import values
from arasta.contexts.channels.types.inbound import SeenState
from arasta.contexts.channels.types.returning import EntryKind, ReturnAnswer, ReturnState
from arasta.kernel.ids import new_id


class ExternalReturn(models.Model):
    """A return or refund at a channel. `is_noted`: our own order knows of the refund as it stands.

    `external_order` is the channel's id of the order: the return may be heard of before its order. `awaits_answer`: the
    channel waits for ours, or has not shown yet that it took it.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    external_id = models.TextField()
    external_order = models.TextField()
    state = models.TextField()
    status = models.TextField(db_default="")
    version = models.BigIntegerField(db_default=0)
    asked_at = models.DateTimeField()
    refunded_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, db_default="")
    restocked = models.BooleanField(db_default=False)
    is_noted = models.BooleanField(db_default=True)
    awaits_answer = models.BooleanField(db_default=False)
    answer = models.TextField(db_default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.TextField(db_default="")
    reason = models.TextField(db_default="")
    note = models.TextField(db_default="")
    raw = models.JSONField(default=dict)
    seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "channels_external_return"
        constraints = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="one_external_return_per_channel_and_id"),
            models.CheckConstraint(condition=Q(state__in=values(ReturnState)), name="return_state_is_known"),
            models.CheckConstraint(
                condition=Q(refunded_minor__isnull=True) | ~Q(currency=""), name="returned_money_has_a_currency"
            ),
            models.CheckConstraint(condition=Q(answer__in=values(ReturnAnswer)), name="return_answer_is_known"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="a_returns_answer_has_its_time",
            ),
            models.CheckConstraint(condition=~Q(answer="rejected") | ~Q(reason=""), name="a_rejected_return_says_why"),
        ]
        indexes = [
            models.Index(fields=["asked_at", "id"], name="channels_return_to_answer", condition=Q(awaits_answer=True)),
            models.Index(fields=["channel", "external_order"], name="channels_return_by_order"),
            models.Index(fields=["channel", "asked_at", "id"], name="channels_return_by_time"),
            models.Index(fields=["channel"], name="channels_return_not_noted", condition=Q(is_noted=False)),
        ]

    def __str__(self) -> str:
        return f"return {self.external_id}"


class ExternalReturnLine(models.Model):
    """Units that come back; `external_line` is the channel's id of the line of its order."""

    id = models.UUIDField(primary_key=True, default=new_id)
    external_return = models.ForeignKey(ExternalReturn, on_delete=models.PROTECT, related_name="+")
    external_id = models.TextField()
    external_line = models.TextField()
    sku = models.TextField(db_default="")
    quantity = models.BigIntegerField()
    reason = models.TextField(db_default="")
    never_left = models.BooleanField(db_default=False)

    class Meta:
        db_table = "channels_external_return_line"
        constraints = [
            models.UniqueConstraint(fields=["external_return", "external_id"], name="one_line_per_return_and_id"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="returned_quantity_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku}"


class ChannelMoneyEntry(models.Model):
    """A line of a channel's account with us. Rows are only added; the payout that settled one is filled in once.

    `expected_at`: when the channel means to pay it out, as it said last before it did.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    external_id = models.TextField()
    kind = models.TextField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()
    word = models.TextField(db_default="")
    external_order = models.TextField(db_default="")
    external_line = models.TextField(db_default="")
    payout_id = models.TextField(db_default="")
    expected_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "channels_money_entry"
        constraints = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="one_money_entry_per_channel_and_id"),
            models.CheckConstraint(condition=Q(kind__in=values(EntryKind)), name="money_kind_is_known"),
        ]
        indexes = [
            models.Index(fields=["channel", "external_order"], name="channels_money_by_order"),
            models.Index(fields=["channel", "payout_id", "at"], name="channels_money_by_payout"),
            models.Index(fields=["channel", "at", "id"], name="channels_money_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}"


class SeenListing(models.Model):
    """A listing as the channel showed it last, ours or not."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    external_id = models.TextField()
    state = models.TextField()
    sku = models.TextField(db_default="")
    barcode = models.TextField(db_default="")
    grouping = models.TextField(db_default="")
    title = models.TextField(db_default="")
    description = models.TextField(db_default="")
    category = models.TextField(db_default="")
    price_minor = models.BigIntegerField(null=True)
    list_price_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, db_default="")
    quantity = models.BigIntegerField(null=True)
    quantities = models.JSONField(default=dict)
    images = ArrayField(models.TextField(), default=list)
    options = models.JSONField(default=dict)
    url = models.TextField(db_default="")
    refs = models.JSONField(default=dict)
    problem_code = models.TextField(db_default="")
    problem = models.TextField(db_default="")
    version = models.BigIntegerField(db_default=0)
    first_seen_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "channels_seen_listing"
        constraints = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="one_seen_listing_per_channel_and_id"),
            models.CheckConstraint(condition=Q(state__in=values(SeenState)), name="seen_state_is_known"),
        ]
        indexes = [
            models.Index(fields=["channel", "sku"], name="channels_seen_by_sku"),
            models.Index(fields=["channel", "barcode"], name="channels_seen_by_barcode"),
        ]

    def __str__(self) -> str:
        return f"{self.external_id} as seen"
