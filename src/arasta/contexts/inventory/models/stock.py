"""Locations, levels, the ledger of movements, holds, promises and channel rules."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from arasta.contexts.inventory import types
from arasta.kernel.ids import new_id


def _one_of(field: str, values: type[StrEnum]) -> Q:
    return Q(**{f"{field}__in": [value.value for value in values]})


class Location(models.Model):
    """A place holding stock: warehouse, store, pop-up, partner, locker, or what a channel holds."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.TextField()
    kind = models.TextField()
    name = models.TextField()
    address_line = models.TextField(blank=True)
    city = models.TextField(blank=True)
    postal_code = models.TextField(blank=True)
    country = models.CharField(max_length=2)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    phone = models.TextField(blank=True)
    time_zone = models.TextField(default="Europe/Istanbul")
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "inventory_location"
        constraints = [
            models.UniqueConstraint(fields=["code"], name="location_code_is_unique"),
            models.CheckConstraint(condition=_one_of("kind", types.LocationKind), name="location_kind_is_known"),
        ]

    def __str__(self) -> str:
        return self.code


class LocationText(models.Model):
    """A location's name and opening hours in one language."""

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="+")
    language = models.TextField()
    name = models.TextField()
    opening_hours = models.TextField(blank=True)

    class Meta:
        db_table = "inventory_location_text"
        constraints = [models.UniqueConstraint(fields=["location", "language"], name="one_location_text_per_language")]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"


class StockLevel(models.Model):
    """One variant at one location: the running sums of the ledger, guarded."""

    pk = models.CompositePrimaryKey("variant_id", "location_id")
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+", db_index=False)
    on_hand = models.IntegerField(db_default=0)
    unavailable = models.IntegerField(db_default=0)
    committed = models.IntegerField(db_default=0)
    reserved = models.IntegerField(db_default=0)
    incoming = models.IntegerField(db_default=0)
    safety_stock = models.IntegerField(db_default=0)
    is_tracked = models.BooleanField(db_default=False)
    is_fenced = models.BooleanField(db_default=False)

    class Meta:
        db_table = "inventory_level"
        constraints = [
            models.CheckConstraint(condition=Q(unavailable__gte=0), name="unavailable_is_not_negative"),
            models.CheckConstraint(condition=Q(committed__gte=0), name="committed_is_not_negative"),
            models.CheckConstraint(condition=Q(reserved__gte=0), name="reserved_is_not_negative"),
            models.CheckConstraint(condition=Q(incoming__gte=0), name="incoming_is_not_negative"),
            models.CheckConstraint(condition=Q(safety_stock__gte=0), name="safety_stock_is_not_negative"),
            models.CheckConstraint(
                condition=Q(on_hand__gte=F("unavailable") + F("committed") + F("reserved")),
                name="nothing_is_promised_twice",
            ),
        ]
        indexes = [models.Index(fields=["location", "variant"], name="inventory_level_by_location")]

    def __str__(self) -> str:
        return f"{self.variant_id} at {self.location_id}"


class GoodsReceipt(models.Model):
    """Goods that arrived together from outside."""

    id = models.UUIDField(primary_key=True, default=new_id)
    reference = models.TextField()
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "inventory_goods_receipt"

    def __str__(self) -> str:
        return self.reference


class Adjustment(models.Model):
    """A correction by a person, with the reason they gave."""

    id = models.UUIDField(primary_key=True, default=new_id)
    reason = models.TextField()
    adjusted_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "inventory_adjustment"
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="adjustment_has_a_reason")]

    def __str__(self) -> str:
        return self.reason


class Transfer(models.Model):
    """Goods on their way from one location to another."""

    id = models.UUIDField(primary_key=True, default=new_id)
    source = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    status = models.TextField()
    note = models.TextField(blank=True)
    sent_at = models.DateTimeField(db_default=Now())
    received_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "inventory_transfer"
        constraints = [
            models.CheckConstraint(condition=_one_of("status", types.TransferStatus), name="transfer_status_is_known"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="transfer_goes_elsewhere"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class TransferLine(models.Model):
    """So many of a variant in a transfer."""

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="+")
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    quantity = models.IntegerField()

    class Meta:
        db_table = "inventory_transfer_line"
        constraints = [
            models.UniqueConstraint(fields=["transfer", "variant"], name="one_transfer_line_per_variant"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="transfer_quantity_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.variant_id}"


class Reservation(models.Model):
    """A cart's hold on units of one variant at one location."""

    id = models.UUIDField(primary_key=True, default=new_id)
    cart_id = models.UUIDField()
    channel = models.ForeignKey("channels.Channel", on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.ForeignKey(
        "catalog.Variant", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    kit = models.ForeignKey("catalog.Variant", null=True, db_index=False, on_delete=models.PROTECT, related_name="+")
    per_unit = models.IntegerField(db_default=1)
    quantity = models.IntegerField()
    status = models.TextField(db_default="held")
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "inventory_reservation"
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="reservation_quantity_is_positive"),
            models.CheckConstraint(
                condition=_one_of("status", types.ReservationStatus), name="reservation_status_is_known"
            ),
            models.UniqueConstraint(
                fields=["cart_id", "variant", "location", "kit"],
                condition=Q(status="held"),
                nulls_distinct=False,
                name="one_hold_per_cart_level_and_kit",
            ),
            models.CheckConstraint(
                condition=Q(per_unit__gt=0) & (Q(kit__isnull=False) | Q(per_unit=1)),
                name="only_a_kit_holds_many_per_unit",
            ),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(status="held"), name="inventory_hold_by_expiry"),
            models.Index(fields=["variant", "location"], condition=Q(status="held"), name="inventory_hold_by_level"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.variant_id} for cart {self.cart_id}"


class Allocation(models.Model):
    """A placed order line's promise at a location; open while quantity > shipped + released.

    A line of a kit has one for each component: `per_unit` of it for each unit of the line, whatever the kit is now.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    order_id = models.UUIDField()
    line_id = models.UUIDField()
    channel = models.ForeignKey(
        "channels.Channel", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    variant = models.ForeignKey(
        "catalog.Variant", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    kit = models.ForeignKey("catalog.Variant", null=True, db_index=False, on_delete=models.PROTECT, related_name="+")
    per_unit = models.IntegerField(db_default=1)
    quantity = models.IntegerField()
    shipped = models.IntegerField(db_default=0)
    released = models.IntegerField(db_default=0)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "inventory_allocation"
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0, shipped__gte=0, released__gte=0), name="allocation_counts_are_sane"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=F("shipped") + F("released")), name="no_more_ends_than_was_allocated"
            ),
            models.UniqueConstraint(
                fields=["line_id", "variant", "location"], name="one_allocation_per_line_variant_and_location"
            ),
            models.CheckConstraint(
                condition=Q(per_unit__gt=0) & (Q(kit__isnull=False) | Q(per_unit=1)),
                name="only_a_kit_takes_many_per_unit",
            ),
        ]
        indexes = [
            models.Index(fields=["order_id"], name="inventory_allocation_by_order"),
            models.Index(
                fields=["variant", "location"],
                condition=Q(quantity__gt=F("shipped") + F("released")),
                name="inventory_allocation_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.variant_id} for order {self.order_id}"


class Movement(models.Model):
    """Why a level changed: a kind, a positive quantity, one cause, who and when. Never updated, never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id)
    variant = models.ForeignKey(
        "catalog.Variant", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    location = models.ForeignKey(
        Location, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    kind = models.TextField()
    quantity = models.IntegerField()
    receipt = models.ForeignKey(GoodsReceipt, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    adjustment = models.ForeignKey(Adjustment, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    allocation = models.ForeignKey(Allocation, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    transfer = models.ForeignKey(Transfer, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    supply = models.ForeignKey(
        "inventory.Supply", null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    lot = models.ForeignKey("inventory.Lot", null=True, db_index=False, on_delete=models.PROTECT, related_name="+")
    serial = models.ForeignKey(
        "inventory.Serial", null=True, db_index=False, on_delete=models.PROTECT, related_name="+"
    )
    actor_kind = models.TextField()
    actor_id = models.TextField()
    actor_name = models.TextField()
    occurred_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "inventory_movement"
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="movement_quantity_is_positive"),
            models.CheckConstraint(condition=_one_of("kind", types.MovementKind), name="movement_kind_is_known"),
            models.CheckConstraint(
                condition=models.expressions.RawSQL(
                    "num_nonnulls(receipt_id, adjustment_id, allocation_id, transfer_id, supply_id) = 1",
                    (),
                    output_field=models.BooleanField(),
                ),
                name="movement_has_one_cause",
            ),
        ]
        indexes = [
            models.Index(fields=["variant", "location", "id"], name="inventory_movement_by_level"),
            *(
                models.Index(fields=[cause], condition=Q(**{f"{cause}__isnull": False}), name=f"movement_by_{cause}")
                for cause in ("receipt", "adjustment", "allocation", "transfer", "lot", "serial")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity} of {self.variant_id}"


class Fence(models.Model):
    """Units of one variant at one location kept for one channel alone; shrinks as that channel sells."""

    channel = models.ForeignKey("channels.Channel", on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    quantity = models.IntegerField()

    class Meta:
        db_table = "inventory_fence"
        constraints = [
            models.UniqueConstraint(fields=["variant", "location", "channel"], name="one_fence_per_channel_and_level"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="fence_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} for {self.channel_id}"


class ChannelRule(models.Model):
    """A share (percent), cap or buffer of the pool that a channel is offered; without a variant it holds for all."""

    channel = models.ForeignKey("channels.Channel", on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey("catalog.Variant", null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    value = models.IntegerField()

    class Meta:
        db_table = "inventory_channel_rule"
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "variant", "kind"],
                nulls_distinct=False,
                name="one_rule_per_channel_variant_and_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="share", value__gte=0, value__lte=100)
                | Q(kind__in=["cap", "end_below", "buffer"], value__gte=0),
                name="channel_rule_makes_sense",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"
