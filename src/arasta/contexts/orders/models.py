"""Carts, orders, their lines, addresses and timeline."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from arasta.contexts.orders import types
from arasta.kernel.ids import new_id


def _one_of(field: str, values: type[StrEnum]) -> Q:
    return Q(**{f"{field}__in": [value.value for value in values]})


class Cart(models.Model):
    """What a customer gathers on a channel; `version` grows with every change.

    `desk_key` names the till that serves it beside its owner, and `home_channel` where it goes back to then; `adviser` is
    the member of staff who helps to fill it. Until `agreed_until` its lines cost no more than was agreed when it was
    carried to another channel.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.ForeignKey("channels.Channel", on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(
        "customers.Customer", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    owner_key = models.TextField(blank=True)
    currency = models.CharField(max_length=3)
    language = models.TextField(default="en")
    status = models.TextField(db_default="open")
    version = models.IntegerField(db_default=1)
    email = models.TextField(blank=True)
    delivery = models.TextField(blank=True)
    delivery_method = models.TextField(blank=True)
    pickup_location = models.ForeignKey(
        "inventory.Location", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    desk_key = models.TextField(blank=True, db_default="")
    home_channel = models.ForeignKey(
        "channels.Channel", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    adviser_id = models.TextField(blank=True, db_default="")
    adviser_name = models.TextField(blank=True, db_default="")
    agreed_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "orders_cart"
        constraints = [
            models.CheckConstraint(condition=_one_of("status", types.CartStatus), name="cart_status_is_known"),
            models.CheckConstraint(
                condition=Q(delivery="") | _one_of("delivery", types.DeliveryKind), name="cart_delivery_is_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["customer", "status"], condition=Q(customer__isnull=False), name="orders_cart_by_shopper"
            ),
            models.Index(
                fields=["adviser_id", "changed_at"],
                condition=Q(status="open") & ~Q(adviser_id=""),
                name="orders_cart_by_adviser",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class CartLine(models.Model):
    """So many of a variant in a cart, the unit price its owner last saw, and the one that was agreed on the way.

    `is_fetched`: in a cart that is sent, it is picked up at the cart's pickup location all the same.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="+", db_index=False)
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    quantity = models.IntegerField()
    seen_price_minor = models.BigIntegerField(null=True)
    agreed_price_minor = models.BigIntegerField(null=True)
    is_fetched = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "orders_cart_line"
        constraints = [
            models.UniqueConstraint(fields=["cart", "variant"], name="one_cart_line_per_variant"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="cart_quantity_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.variant_id}"


class CartAddress(models.Model):
    """Where the cart's goods shall go. `book_id`: the entry of its customer's book that it was taken from, and follows."""

    cart = models.OneToOneField(Cart, on_delete=models.CASCADE, related_name="+", primary_key=True)
    name = models.TextField()
    line1 = models.TextField()
    line2 = models.TextField(blank=True)
    district = models.TextField(blank=True)
    city = models.TextField()
    region = models.TextField(blank=True)
    postal_code = models.TextField(blank=True)
    country = models.CharField(max_length=2)
    phone = models.TextField(blank=True)
    book_id = models.UUIDField(null=True)

    class Meta:
        db_table = "orders_cart_address"

    def __str__(self) -> str:
        return f"{self.name}, {self.city}"


class Order(models.Model):
    """The placed promise."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.TextField()
    channel = models.ForeignKey("channels.Channel", on_delete=models.PROTECT, related_name="+", db_index=False)
    cart_id = models.UUIDField(null=True)
    external_id = models.TextField(blank=True)
    customer = models.ForeignKey(
        "customers.Customer", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    customer_name = models.TextField(blank=True)
    email = models.TextField(blank=True)
    language = models.TextField(default="en")
    currency = models.CharField(max_length=3)
    status = models.TextField(db_default="placed")
    payment_status = models.TextField(db_default="unpaid")
    fulfillment_status = models.TextField(db_default="unfulfilled")
    delivery = models.TextField()
    delivery_method = models.TextField(blank=True)
    location = models.ForeignKey(
        "inventory.Location", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    lines_minor = models.BigIntegerField()
    delivery_minor = models.BigIntegerField(db_default=0)
    tax_minor = models.BigIntegerField()
    total_minor = models.BigIntegerField()
    paid_minor = models.BigIntegerField(db_default=0)
    refunded_minor = models.BigIntegerField(db_default=0)
    note = models.TextField(blank=True)
    placed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "orders_order"
        constraints = [
            models.UniqueConstraint(fields=["number"], name="order_number_is_unique"),
            models.UniqueConstraint(
                fields=["cart_id"], condition=Q(cart_id__isnull=False), name="a_cart_becomes_one_order"
            ),
            models.UniqueConstraint(
                fields=["channel", "external_id"], condition=~Q(external_id=""), name="a_channels_order_enters_once"
            ),
            models.CheckConstraint(condition=_one_of("status", types.OrderStatus), name="order_status_is_known"),
            models.CheckConstraint(
                condition=_one_of("payment_status", types.PaymentStatus), name="order_payment_status_is_known"
            ),
            models.CheckConstraint(
                condition=_one_of("fulfillment_status", types.FulfillmentStatus),
                name="order_fulfillment_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(total_minor=F("lines_minor") + F("delivery_minor")), name="order_total_is_the_sum"
            ),
        ]
        indexes = [
            models.Index(fields=["-placed_at", "-id"], name="orders_order_newest"),
            models.Index(fields=["channel", "-placed_at"], name="orders_order_by_channel"),
            models.Index(
                fields=["customer", "-placed_at"], condition=Q(customer__isnull=False), name="orders_order_by_shopper"
            ),
            models.Index(fields=["location"], condition=Q(location__isnull=False), name="orders_order_by_location"),
            models.Index(fields=["email"], name="orders_order_by_email"),
            models.Index(
                fields=["fulfillment_status", "-placed_at", "-id"],
                condition=Q(status="placed"),
                name="orders_order_open",
            ),
            models.Index(fields=["-placed_at", "-id"], condition=Q(status="canceled"), name="orders_order_canceled"),
        ]

    def __str__(self) -> str:
        return self.number


class OrderLine(models.Model):
    """A line: a copy of what was sold. Quantities canceled, shipped and returned count up.

    `is_fetched`: it is picked up at the order's location, though the order is sent.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+", db_index=False)
    position = models.SmallIntegerField()
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    sku = models.TextField()
    name = models.TextField()
    options = models.TextField(blank=True)
    external_line_id = models.TextField(blank=True)
    quantity = models.IntegerField()
    canceled = models.IntegerField(db_default=0)
    shipped = models.IntegerField(db_default=0)
    returned = models.IntegerField(db_default=0)
    unit_price_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField(db_default=0)
    total_minor = models.BigIntegerField()
    tax_rate = models.DecimalField(max_digits=6, decimal_places=4)
    tax_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    is_fetched = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "orders_line"
        constraints = [
            models.UniqueConstraint(fields=["order", "position"], name="one_line_per_position"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="line_quantity_is_positive"),
            models.CheckConstraint(
                condition=Q(quantity__gte=F("shipped") + F("canceled"), shipped__gte=F("returned")),
                name="line_ends_are_within_its_quantity",
            ),
            models.CheckConstraint(
                condition=Q(total_minor=F("unit_price_minor") * F("quantity") - F("discount_minor")),
                name="line_total_is_price_times_quantity",
            ),
        ]
        indexes = [models.Index(fields=["variant"], name="orders_line_by_variant")]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.sku}"


class OrderAddress(models.Model):
    """An address as the order remembers it."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+", db_index=False)
    role = models.TextField()
    name = models.TextField()
    line1 = models.TextField()
    line2 = models.TextField(blank=True)
    district = models.TextField(blank=True)
    city = models.TextField()
    region = models.TextField(blank=True)
    postal_code = models.TextField(blank=True)
    country = models.CharField(max_length=2)
    phone = models.TextField(blank=True)

    class Meta:
        db_table = "orders_address"
        constraints = [models.UniqueConstraint(fields=["order", "role"], name="one_address_per_role")]

    def __str__(self) -> str:
        return f"{self.name}, {self.city}"


class UnpaidWay(models.Model):
    """An order that is to reach its customer by a dearer way that is not paid yet, and the way that stands again if it
    never is. `address` are the parts of an address in words.
    """

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="+", primary_key=True)
    delivery = models.TextField()
    method = models.TextField(blank=True)
    location = models.ForeignKey(
        "inventory.Location", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    price_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    tax_rate = models.DecimalField(max_digits=6, decimal_places=4)
    address = models.JSONField(null=True)
    remind_at = models.DateTimeField(null=True)
    until = models.DateTimeField()

    class Meta:
        db_table = "orders_unpaid_way"

    def __str__(self) -> str:
        return f"{self.order_id} until {self.until}"


class TimelineEntry(models.Model):
    """Something that happened to an order, in a word for machines and the facts for the sentence."""

    id = models.UUIDField(primary_key=True, default=new_id)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.TextField()
    text = models.TextField(blank=True)
    actor_kind = models.TextField()
    actor_name = models.TextField(blank=True)
    happened_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "orders_timeline"
        indexes = [models.Index(fields=["order", "id"], name="orders_timeline_by_order")]

    def __str__(self) -> str:
        return f"{self.kind} {self.happened_at}"
