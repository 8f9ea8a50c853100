"""Returns and their lines."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from arasta.contexts.returns.types import ReturnReason, ReturnStatus
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
    requested_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "returns_return"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[str(one) for one in ReturnStatus]), name="return_status_is_known"
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

    class Meta:
        db_table = "returns_line"
        constraints = [
            models.UniqueConstraint(fields=["request", "order_line"], name="one_return_line_per_order_line"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="returned_quantity_is_positive"),
            models.CheckConstraint(
                condition=Q(reason__in=[str(one) for one in ReturnReason]), name="return_reason_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.sku}"
