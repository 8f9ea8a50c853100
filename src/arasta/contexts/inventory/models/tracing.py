"""Units that are told apart: which variants are, their lots, and each unit with a serial number."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from arasta.contexts.inventory.models.stock import Allocation, Location
from arasta.contexts.inventory.types import SerialStatus, TrackingMode
from arasta.kernel.ids import new_id

_HERE = Q(status__in=[SerialStatus.IN_STOCK.value, SerialStatus.BLOCKED.value])


class Tracking(models.Model):
    """How a variant's units are told apart; one without a row is not tracked."""

    variant = models.OneToOneField("catalog.Variant", primary_key=True, on_delete=models.PROTECT, related_name="+")
    mode = models.TextField()
    stop_days = models.IntegerField(db_default=0)

    class Meta:
        db_table = "inventory_tracking"
        constraints = [
            models.CheckConstraint(
                condition=Q(mode__in=[mode.value for mode in TrackingMode]), name="tracking_mode_is_known"
            ),
            models.CheckConstraint(condition=Q(stop_days__gte=0), name="selling_stops_before_expiry_not_after"),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} by {self.mode}"


class Lot(models.Model):
    """Units of a variant that were made together, wherever they lie; without a date they do not expire."""

    id = models.UUIDField(primary_key=True, default=new_id)
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.TextField()
    expires_on = models.DateField(null=True)

    class Meta:
        db_table = "inventory_lot"
        constraints = [
            models.UniqueConstraint(fields=["variant", "code"], name="lot_code_is_unique_per_variant"),
            models.CheckConstraint(condition=~Q(code=""), name="lot_has_a_code"),
        ]
        indexes = [
            models.Index(fields=["code"], name="inventory_lot_by_code"),
            models.Index(fields=["expires_on"], name="inventory_lot_by_expiry"),
        ]

    def __str__(self) -> str:
        return self.code


class LotLevel(models.Model):
    """A lot at one location: its share of the level's units, and how many of them are set aside."""

    pk = models.CompositePrimaryKey("lot_id", "location_id")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+", db_index=False)
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    on_hand = models.IntegerField(db_default=0)
    blocked = models.IntegerField(db_default=0)

    class Meta:
        db_table = "inventory_lot_level"
        constraints = [
            models.CheckConstraint(condition=Q(blocked__gte=0), name="blocked_of_a_lot_is_not_negative"),
            models.CheckConstraint(
                condition=Q(on_hand__gte=F("blocked")), name="no_more_of_a_lot_is_blocked_than_there"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.on_hand} of lot {self.lot_id}"


class Serial(models.Model):
    """One unit with a number of its own: where it is, or which promise it left with."""

    id = models.UUIDField(primary_key=True, default=new_id)
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.TextField()
    status = models.TextField()
    location = models.ForeignKey(Location, null=True, on_delete=models.PROTECT, related_name="+")
    allocation = models.ForeignKey(Allocation, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "inventory_serial"
        constraints = [
            models.UniqueConstraint(fields=["variant", "code"], name="serial_number_is_unique_per_variant"),
            models.CheckConstraint(condition=~Q(code=""), name="serial_number_is_not_empty"),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in SerialStatus]), name="serial_status_is_known"
            ),
            models.CheckConstraint(
                condition=(_HERE & Q(location__isnull=False)) | (~_HERE & Q(location__isnull=True)),
                name="a_unit_is_somewhere_while_it_is_here",
            ),
            models.CheckConstraint(
                condition=Q(status="sold", allocation__isnull=False) | (~Q(status="sold") & Q(allocation__isnull=True)),
                name="a_sold_unit_names_its_promise",
            ),
        ]
        indexes = [models.Index(fields=["code"], name="inventory_serial_by_code")]

    def __str__(self) -> str:
        return self.code
