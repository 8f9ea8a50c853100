"""Delivery methods, fulfillment orders and shipments."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from arasta.contexts.fulfillment.types import CHOSEN_KINDS, DeliveryKind, FulfillmentStatus
from arasta.kernel.ids import new_id

_KINDS = [kind.value for kind in DeliveryKind]
_CHOSEN = [kind.value for kind in CHOSEN_KINDS]
_TRAVELS = [FulfillmentStatus.SENT.value, FulfillmentStatus.ARRIVED.value]
_OPEN = [FulfillmentStatus.OPEN.value, FulfillmentStatus.ACCEPTED.value, FulfillmentStatus.READY.value]


class DeliveryMethod(models.Model):
    """What a shopper chooses at checkout."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.TextField(unique=True)
    kind = models.TextField()
    min_days = models.SmallIntegerField()
    max_days = models.SmallIntegerField()
    is_active = models.BooleanField(db_default=True)
    position = models.SmallIntegerField(db_default=50)

    class Meta:
        db_table = "fulfillment_delivery_method"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=_CHOSEN), name="delivery_method_kind_is_known"),
            models.CheckConstraint(
                condition=Q(min_days__gte=0, max_days__gte=F("min_days")), name="delivery_days_are_a_span"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class DeliveryMethodText(models.Model):
    """A delivery method's words in one language."""

    id = models.UUIDField(primary_key=True, default=new_id)
    method = models.ForeignKey(DeliveryMethod, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=5)
    name = models.TextField()
    description = models.TextField(db_default="")

    class Meta:
        db_table = "fulfillment_delivery_method_text"
        constraints = [
            models.UniqueConstraint(fields=["method", "language"], name="one_text_per_delivery_method_and_language")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"


class DeliveryPrice(models.Model):
    """What a delivery method costs in one currency."""

    id = models.UUIDField(primary_key=True, default=new_id)
    method = models.ForeignKey(DeliveryMethod, on_delete=models.CASCADE, related_name="+")
    currency = models.CharField(max_length=3)
    price_minor = models.BigIntegerField()

    class Meta:
        db_table = "fulfillment_delivery_price"
        constraints = [
            models.UniqueConstraint(fields=["method", "currency"], name="one_price_per_delivery_method_and_currency"),
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="delivery_price_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.price_minor} {self.currency}"


class FulfillmentOrder(models.Model):
    """A request to one location. The order's number is copied, so that pickers read it without another table."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.TextField(unique=True)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+")
    order_number = models.TextField()
    location = models.ForeignKey("inventory.Location", on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    status = models.TextField(db_default=FulfillmentStatus.OPEN.value)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    ready_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    target = models.ForeignKey(
        "inventory.Location", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    transfer = models.ForeignKey(
        "inventory.Transfer", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    spot = models.TextField(db_default="")

    class Meta:
        db_table = "fulfillment_order"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=_KINDS), name="fulfillment_order_kind_is_known"),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in FulfillmentStatus]),
                name="fulfillment_order_status_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(kind=DeliveryKind.PICKUP.value, status=FulfillmentStatus.SHIPPED.value),
                name="pickups_are_never_shipped",
            ),
            models.CheckConstraint(
                condition=~Q(kind=DeliveryKind.DELIVERY.value, status=FulfillmentStatus.PICKED_UP.value),
                name="deliveries_are_never_picked_up",
            ),
            models.CheckConstraint(
                condition=Q(kind=DeliveryKind.BRING.value, target__isnull=False)
                | (~Q(kind=DeliveryKind.BRING.value) & Q(target__isnull=True)),
                name="what_is_brought_has_a_target",
            ),
            models.CheckConstraint(
                condition=Q(status__in=_TRAVELS, kind=DeliveryKind.BRING.value, transfer__isnull=False)
                | (~Q(status__in=_TRAVELS) & Q(transfer__isnull=True)),
                name="what_is_on_its_way_has_a_transfer",
            ),
            models.UniqueConstraint(fields=["transfer"], name="one_fulfillment_order_per_transfer"),
        ]
        indexes = [
            models.Index(fields=["order"], name="fulfillment_order_by_order"),
            models.Index(fields=["status", "-created_at", "-id"], name="fulfillment_order_by_status"),
            models.Index(
                fields=["location", "status"], name="fulfillment_order_to_pick", condition=Q(status__in=_OPEN)
            ),
            models.Index(
                fields=["target"], name="fulfillment_order_to_come", condition=Q(status__in=[*_OPEN, _TRAVELS[0]])
            ),
        ]

    def __str__(self) -> str:
        return self.number


class FulfillmentLine(models.Model):
    """An allocated quantity to fulfil; SKU and name are copies from the day the order was placed."""

    id = models.UUIDField(primary_key=True, default=new_id)
    fulfillment_order = models.ForeignKey(FulfillmentOrder, on_delete=models.PROTECT, related_name="+")
    order_line = models.ForeignKey("orders.OrderLine", on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    allocation_id = models.UUIDField()
    sku = models.TextField()
    name = models.TextField()
    quantity = models.IntegerField()
    shipped_quantity = models.IntegerField(db_default=0)

    class Meta:
        db_table = "fulfillment_line"
        constraints = [
            models.UniqueConstraint(
                fields=["fulfillment_order", "allocation_id"], name="one_fulfillment_line_per_allocation"
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="fulfillment_quantity_is_positive"),
            models.CheckConstraint(
                condition=Q(shipped_quantity__gte=0, shipped_quantity__lte=F("quantity")),
                name="a_line_ships_at_most_its_quantity",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku}"


class Shipment(models.Model):
    """Goods that left together."""

    id = models.UUIDField(primary_key=True, default=new_id)
    fulfillment_order = models.ForeignKey(FulfillmentOrder, on_delete=models.PROTECT, related_name="+")
    carrier = models.TextField()
    tracking_number = models.TextField()
    tracking_url = models.TextField(db_default="")
    shipped_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "fulfillment_shipment"

    def __str__(self) -> str:
        return f"{self.carrier} {self.tracking_number}"


class ShipmentLine(models.Model):
    """How many units of a line left with a shipment."""

    id = models.UUIDField(primary_key=True, default=new_id)
    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(FulfillmentLine, on_delete=models.PROTECT, related_name="+")
    quantity = models.IntegerField()

    class Meta:
        db_table = "fulfillment_shipment_line"
        constraints = [
            models.UniqueConstraint(fields=["shipment", "line"], name="one_row_per_shipment_and_line"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="shipped_units_are_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.line_id}"
