"""Returns and their lines."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from arasta.contexts.returns.types import RefundStatus, ReturnReason, ReturnStatus
from arasta.kernel.ids import new_id


class Return(models.Model):
    """What a customer wants to send back of one order."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.TextField(unique=True)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+")
    order_number = models.TextField()
    channel = models.ForeignKey("channels.Channel", on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey(
        "customers.Customer", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    status = models.TextField(db_default="requested")
    note = models.TextField(blank=True)
    external_id = models.TextField(blank=True, db_default="")
    location = models.ForeignKey(
        "inventory.Location", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    requested_at = models.DateTimeField(db_default=Now())
    received_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "returns_return"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[str(one) for one in ReturnStatus]), name="return_status_is_known"
            ),
            models.UniqueConstraint(
                fields=["channel", "external_id"],
                condition=~Q(external_id=""),
                name="one_return_per_return_of_a_channel",
            ),
        ]
        indexes = [models.Index(fields=["status", "-id"], name="returns_by_status")]

    def __str__(self) -> str:
        return self.number


class ReturnLine(models.Model):
    """Units of one order line, and why they come back."""

    id = models.UUIDField(primary_key=True, default=new_id)
    request = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="+", db_index=False)
    order_line = models.ForeignKey("orders.OrderLine", on_delete=models.PROTECT, related_name="+")
    sku = models.TextField()
    name = models.TextField()
    options = models.TextField(blank=True)
    quantity = models.IntegerField()
    reason = models.TextField()
    resell = models.IntegerField(db_default=0)
    damaged = models.IntegerField(db_default=0)

    class Meta:
        db_table = "returns_line"
        constraints = [
            models.UniqueConstraint(fields=["request", "order_line"], name="one_return_line_per_order_line"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="returned_quantity_is_positive"),
            models.CheckConstraint(
                condition=Q(resell__gte=0, damaged__gte=0, quantity__gte=F("resell") + F("damaged")),
                name="no_more_comes_back_than_was_asked",
            ),
            models.CheckConstraint(
                condition=Q(reason__in=[str(one) for one in ReturnReason]), name="return_reason_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.sku}"


class Refund(models.Model):
    """Money given back for an order: for units of its lines, and `extra_minor` for none of them."""

    id = models.UUIDField(primary_key=True, default=new_id)
    key = models.TextField(unique=True)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(Return, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    status = models.TextField(db_default="asked")
    reason = models.TextField()
    problem = models.TextField(blank=True, db_default="")
    amount_minor = models.BigIntegerField()
    extra_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    asked_at = models.DateTimeField(db_default=Now())
    actor_name = models.TextField(blank=True)

    class Meta:
        db_table = "returns_refund"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[str(one) for one in RefundStatus]), name="refund_status_is_known"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="refund_is_positive"),
            models.CheckConstraint(
                condition=Q(extra_minor__gte=0, extra_minor__lte=F("amount_minor")), name="refund_extra_is_part_of_it"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="refund_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} of {self.order_id}"


class RefundLine(models.Model):
    """What is given back for units of one order line, and the tax in it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="+", db_index=False)
    order_line = models.ForeignKey("orders.OrderLine", on_delete=models.PROTECT, related_name="+", db_index=False)
    quantity = models.IntegerField()
    amount_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()

    class Meta:
        db_table = "returns_refund_line"
        constraints = [
            models.UniqueConstraint(fields=["refund", "order_line"], name="one_refund_line_per_order_line"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="refunded_quantity_is_positive"),
            models.CheckConstraint(
                condition=Q(tax_minor__gte=0, tax_minor__lte=F("amount_minor")), name="refunded_tax_is_part_of_it"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.order_line_id}"


class RefundShare(models.Model):
    """What one payment gives back of a refund; it is asked for until the payment has given `until_minor` in all."""

    id = models.UUIDField(primary_key=True, default=new_id)
    refund = models.ForeignKey(Refund, on_delete=models.PROTECT, related_name="+", db_index=False)
    payment_id = models.UUIDField()
    amount_minor = models.BigIntegerField()
    until_minor = models.BigIntegerField()
    is_given = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "returns_refund_share"
        constraints = [
            models.UniqueConstraint(fields=["refund", "payment_id"], name="one_refund_share_per_payment"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="refund_share_is_positive"),
            models.CheckConstraint(
                condition=Q(until_minor__gte=F("amount_minor")), name="refund_share_is_part_of_what_is_given"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} from {self.payment_id}"
