"""Goods that were announced, on which terms they are sold before they come, and what was promised of them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from arasta.contexts.inventory.models.stock import Location
from arasta.contexts.inventory.types import SupplyKind, SupplyStatus, TermsKind
from arasta.kernel.ids import new_id


class Supply(models.Model):
    """Units of a variant that are to come to a location on a day; expected while quantity > received."""

    id = models.UUIDField(primary_key=True, default=new_id)
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    status = models.TextField(db_default="expected")
    reference = models.TextField(blank=True)
    quantity = models.IntegerField()
    received = models.IntegerField(db_default=0)
    expected_on = models.DateField()
    announced_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "inventory_supply"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in SupplyKind]), name="supply_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in SupplyStatus]), name="supply_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(received__gte=0, quantity__gte=F("received")), name="no_more_comes_than_was_announced"
            ),
            models.CheckConstraint(
                condition=Q(status="expected", quantity__gt=F("received"))
                | (~Q(status="expected") & Q(quantity=F("received"))),
                name="a_supply_is_expected_while_units_are_missing",
            ),
        ]
        indexes = [
            models.Index(
                fields=["variant", "location", "expected_on", "id"],
                condition=Q(status="expected"),
                name="inventory_supply_expected",
            ),
            models.Index(fields=["expected_on", "id"], name="inventory_supply_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.variant_id} on {self.expected_on}"


class SellingTerms(models.Model):
    """How a variant is sold when it is not there; one without a row is not."""

    variant = models.OneToOneField("catalog.Variant", primary_key=True, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    ships_on = models.DateField(null=True)
    most = models.IntegerField(null=True)

    class Meta:
        db_table = "inventory_selling_terms"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in TermsKind]), name="selling_terms_are_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="backorder", ships_on__isnull=True) | Q(kind="preorder", ships_on__isnull=False),
                name="a_preorder_has_a_day",
            ),
            models.CheckConstraint(condition=Q(most__isnull=True) | Q(most__gte=0), name="terms_limit_makes_sense"),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.kind}"


class Backorder(models.Model):
    """Units of an order line that are to come; open while quantity > filled + canceled. The oldest is filled first.

    A component of a kit's line names the kit and how many of it are in one.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    order_id = models.UUIDField()
    line_id = models.UUIDField()
    channel = models.ForeignKey("channels.Channel", on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    kit = models.ForeignKey("catalog.Variant", null=True, on_delete=models.PROTECT, related_name="+")
    per_unit = models.IntegerField(db_default=1)
    quantity = models.IntegerField()
    filled = models.IntegerField(db_default=0)
    canceled = models.IntegerField(db_default=0)
    promised_on = models.DateField(null=True)
    first_promised_on = models.DateField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "inventory_backorder"
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0, filled__gte=0, canceled__gte=0), name="backorder_counts_are_sane"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=F("filled") + F("canceled")), name="no_more_ends_than_was_backordered"
            ),
            models.UniqueConstraint(
                fields=["line_id", "location", "variant"], name="one_backorder_per_line_location_and_variant"
            ),
        ]
        indexes = [
            models.Index(fields=["order_id"], name="inventory_backorder_by_order"),
            models.Index(
                fields=["variant", "location", "created_at", "id"],
                condition=Q(quantity__gt=F("filled") + F("canceled")),
                name="inventory_backorder_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.variant_id} to come for order {self.order_id}"
