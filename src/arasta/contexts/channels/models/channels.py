"""The channels themselves, who serves them, and the connectors installed for them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from arasta.contexts.channels.models.words import values
from arasta.contexts.channels.types import (
    CHANGE_DAYS,
    LONGEST_CHANGE_DAYS,
    LONGEST_HOLD_MINUTES,
    ChannelKind,
    ChannelStatus,
    HoldPolicy,
)
from arasta.kernel.ids import new_id


class Channel(models.Model):
    """Where we sell. `sold_categories` are the catalog's codes: the range; none of them means everything."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.TextField(unique=True)
    kind = models.TextField()
    name = models.TextField()
    currency = models.CharField(max_length=3)
    country = models.CharField(max_length=2)
    language = models.TextField()
    status = models.TextField(db_default=ChannelStatus.ACTIVE.value)
    hold_minutes = models.PositiveSmallIntegerField(db_default=15)
    prices_include_tax = models.BooleanField(db_default=True)
    hold_policy = models.TextField(db_default=HoldPolicy.ON_ORDER.value)
    longest_hold_minutes = models.PositiveSmallIntegerField(db_default=LONGEST_HOLD_MINUTES)
    sold_categories = ArrayField(models.TextField(), default=list, db_default=[])
    change_days = models.PositiveSmallIntegerField(db_default=CHANGE_DAYS)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "channels_channel"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=values(ChannelKind)), name="channel_kind_is_known"),
            models.CheckConstraint(condition=Q(status__in=values(ChannelStatus)), name="channel_status_is_known"),
            models.CheckConstraint(condition=Q(hold_minutes__gte=1), name="channel_hold_is_at_least_a_minute"),
            models.CheckConstraint(
                condition=Q(hold_policy__in=values(HoldPolicy)), name="channel_hold_policy_is_known"
            ),
            models.CheckConstraint(
                condition=Q(longest_hold_minutes__gte=1, longest_hold_minutes__lte=LONGEST_HOLD_MINUTES),
                name="channel_longest_hold_is_a_week_at_most",
            ),
            models.CheckConstraint(
                condition=Q(change_days__gte=1, change_days__lte=LONGEST_CHANGE_DAYS),
                name="channel_unpaid_change_stands_a_month_at_most",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ChannelText(models.Model):
    """What those who read a language are shown as a channel's name."""

    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    language = models.TextField()
    name = models.TextField()

    class Meta:
        db_table = "channels_channel_text"
        constraints = [models.UniqueConstraint(fields=["channel", "language"], name="one_channel_text_per_language")]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"


class ChannelLocation(models.Model):
    """A location that serves a channel."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    location = models.ForeignKey("inventory.Location", on_delete=models.PROTECT, related_name="+")
    priority = models.SmallIntegerField(db_default=0)
    ships = models.BooleanField(db_default=True)
    picks_up = models.BooleanField(db_default=False)

    class Meta:
        db_table = "channels_channel_location"
        constraints = [
            models.UniqueConstraint(fields=["channel", "location"], name="location_serves_a_channel_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} at {self.location_id}"


class Installation(models.Model):
    """One configured use of a connector. `settings` is the connector's own; `sealed` holds its secrets, encrypted."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.OneToOneField(Channel, on_delete=models.PROTECT, related_name="+")
    connector = models.TextField()
    settings = models.JSONField(default=dict)
    sealed = models.TextField()
    status = models.TextField(db_default=ChannelStatus.ACTIVE.value)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "channels_installation"
        constraints = [
            models.CheckConstraint(condition=Q(status__in=values(ChannelStatus)), name="installation_status_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.connector} on {self.channel_id}"
