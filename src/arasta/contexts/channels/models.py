"""Tables of channels: the channels themselves, listings, installations, sync states, external orders, parked items."""

from __future__ import annotations

from enum import StrEnum

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from arasta.contexts.channels.types import LONGEST_HOLD_MINUTES, ChannelKind, ChannelStatus, HoldPolicy
from arasta.contexts.channels.types.listings import ListingStatus
from arasta.contexts.channels.types.orders import PackageState
from arasta.contexts.channels.types.parking import ParkedStatus
from arasta.contexts.channels.types.sync import Op, Stream, TicketStatus
from arasta.kernel.ids import new_id


def values(words: type[StrEnum]) -> list[str]:
    """Return the words as plain text, so that migrations need no code of ours."""
    return [word.value for word in words]


class Channel(models.Model):
    """Where we sell."""

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
        ]

    def __str__(self) -> str:
        return self.code


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


class Listing(models.Model):
    """A variant offered on one channel; `pushed_*` is what the channel took from us, `observed_*` what it shows."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    external_id = models.TextField()
    title = models.TextField(db_default="")
    status = models.TextField(db_default=ListingStatus.DRAFT.value)
    currency = models.CharField(max_length=3)
    pushed_quantity = models.BigIntegerField(null=True)
    pushed_price_minor = models.BigIntegerField(null=True)
    pushed_list_price_minor = models.BigIntegerField(null=True)
    pushed_version = models.BigIntegerField(db_default=0)
    last_pushed_at = models.DateTimeField(null=True)
    observed_quantity = models.BigIntegerField(null=True)
    observed_price_minor = models.BigIntegerField(null=True)
    observed_at = models.DateTimeField(null=True)
    problem_code = models.TextField(db_default="")
    problem = models.TextField(db_default="")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "channels_listing"
        constraints = [
            models.UniqueConstraint(fields=["channel", "variant"], name="one_listing_per_channel_and_variant"),
            models.UniqueConstraint(fields=["channel", "external_id"], name="one_listing_per_channel_and_external_id"),
            models.CheckConstraint(condition=Q(status__in=values(ListingStatus)), name="listing_status_is_known"),
            models.CheckConstraint(condition=~Q(external_id=""), name="listing_has_an_external_id"),
        ]
        indexes = [
            models.Index(fields=["variant"], name="channels_listing_by_variant"),
            models.Index(fields=["channel", "status", "external_id"], name="channels_listing_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.external_id} on {self.channel_id}"


class ListingAlias(models.Model):
    """Another external id under which a channel sells a variant that is listed already."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    external_id = models.TextField()
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "channels_listing_alias"
        constraints = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="alias_means_one_listing_per_channel"),
        ]

    def __str__(self) -> str:
        return f"{self.external_id} means {self.listing_id}"


class SyncState(models.Model):
    """How one stream of an installation stands; the watermark is the connector's own word."""

    id = models.UUIDField(primary_key=True, default=new_id)
    installation = models.ForeignKey(Installation, on_delete=models.PROTECT, related_name="+")
    stream = models.TextField()
    watermark = models.TextField(db_default="")
    last_success_at = models.DateTimeField(null=True)
    last_attempt_at = models.DateTimeField(null=True)
    trouble = models.TextField(db_default="")
    last_error = models.TextField(db_default="")
    lag_seconds = models.PositiveIntegerField(db_default=0)

    class Meta:
        db_table = "channels_sync_state"
        constraints = [
            models.UniqueConstraint(
                fields=["installation", "stream"], name="one_sync_state_per_installation_and_stream"
            ),
            models.CheckConstraint(condition=Q(stream__in=values(Stream)), name="sync_stream_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} of {self.installation_id}"


class Ticket(models.Model):
    """A batch the channel took in and will answer later."""

    id = models.UUIDField(primary_key=True, default=new_id)
    installation = models.ForeignKey(Installation, on_delete=models.PROTECT, related_name="+")
    op = models.TextField()
    external_id = models.TextField()
    status = models.TextField(db_default=TicketStatus.OPEN.value)
    polls = models.PositiveIntegerField(db_default=0)
    created_at = models.DateTimeField(db_default=Now())
    next_poll_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "channels_ticket"
        constraints = [
            models.UniqueConstraint(
                fields=["installation", "external_id"], name="one_ticket_per_installation_and_batch"
            ),
            models.CheckConstraint(condition=Q(op__in=values(Op)), name="ticket_op_is_known"),
            models.CheckConstraint(condition=Q(status__in=values(TicketStatus)), name="ticket_status_is_known"),
        ]
        indexes = [
            models.Index(
                fields=["next_poll_at"],
                name="channels_ticket_due",
                condition=Q(status=TicketStatus.OPEN.value),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.op} {self.external_id}"


class TicketItem(models.Model):
    """One listing in a batch, with the values that were sent."""

    id = models.UUIDField(primary_key=True, default=new_id)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="+")
    external_id = models.TextField()
    quantity = models.BigIntegerField(null=True)
    price_minor = models.BigIntegerField(null=True)
    list_price_minor = models.BigIntegerField(null=True)
    version = models.BigIntegerField(db_default=0)

    class Meta:
        db_table = "channels_ticket_item"
        constraints = [
            models.UniqueConstraint(fields=["ticket", "listing"], name="listing_is_once_in_a_ticket"),
        ]

    def __str__(self) -> str:
        return f"{self.external_id} in {self.ticket_id}"


class ExternalOrder(models.Model):
    """A channel's order. `order_id` is our order once it was imported: orders stand lower, so it is a plain key."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    external_id = models.TextField()
    order_id = models.UUIDField(null=True, unique=True)
    external_status = models.TextField(db_default="")
    version = models.BigIntegerField(db_default=0)
    first_seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "channels_external_order"
        constraints = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="one_external_order_per_channel_and_id"),
        ]

    def __str__(self) -> str:
        return f"{self.external_id} of {self.channel_id}"


class ExternalPackage(models.Model):
    """A package of a channel's order. A package made anew under another id points from the old one to the new one."""

    id = models.UUIDField(primary_key=True, default=new_id)
    external_order = models.ForeignKey(ExternalOrder, on_delete=models.PROTECT, related_name="+")
    external_id = models.TextField()
    state = models.TextField()
    status = models.TextField(db_default="")
    tracking_number = models.TextField(db_default="")
    carrier = models.TextField(db_default="")
    version = models.BigIntegerField(db_default=0)
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "channels_external_package"
        constraints = [
            models.UniqueConstraint(
                fields=["external_order", "external_id"], name="one_package_per_external_order_and_id"
            ),
            models.CheckConstraint(condition=Q(state__in=values(PackageState)), name="package_state_is_known"),
            models.CheckConstraint(condition=~Q(replaced_by=F("id")), name="package_does_not_replace_itself"),
        ]

    def __str__(self) -> str:
        return f"package {self.external_id}"


class ExternalLine(models.Model):
    """A line of a package and the line of our order it stands for; one that left stays with nothing in it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    package = models.ForeignKey(ExternalPackage, on_delete=models.PROTECT, related_name="+")
    external_id = models.TextField()
    sku = models.TextField()
    quantity = models.BigIntegerField()
    order_line_id = models.UUIDField(null=True)

    class Meta:
        db_table = "channels_external_line"
        constraints = [
            models.UniqueConstraint(fields=["package", "external_id"], name="one_external_line_per_package_and_id"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="external_line_quantity_is_not_negative"),
        ]
        indexes = [models.Index(fields=["order_line_id"], name="channels_line_by_order_line")]

    def __str__(self) -> str:
        return f"line {self.external_id}"


class ParkedItem(models.Model):
    """Something the channel sent that we could not take. `payload` is the channel's own document."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    external_id = models.TextField()
    reason = models.TextField()
    about = ArrayField(models.TextField(), default=list)
    explanation = models.TextField(db_default="")
    payload = models.JSONField(default=dict)
    status = models.TextField(db_default=ParkedStatus.OPEN.value)
    times_seen = models.PositiveIntegerField(db_default=1)
    created_at = models.DateTimeField(db_default=Now())
    last_seen_at = models.DateTimeField(db_default=Now())
    resolved_by = models.TextField(db_default="")
    resolved_at = models.DateTimeField(null=True)
    note = models.TextField(db_default="")

    class Meta:
        db_table = "channels_parked_item"
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "kind", "external_id"], name="one_parked_item_per_channel_kind_and_id"
            ),
            models.CheckConstraint(condition=Q(status__in=values(ParkedStatus)), name="parked_status_is_known"),
        ]
        indexes = [models.Index(fields=["channel", "status", "id"], name="channels_parked_by_status")]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}: {self.reason}"
