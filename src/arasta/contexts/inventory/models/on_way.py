"""Promises whose goods are on their way to the place where their customer fetches them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from arasta.contexts.inventory.models.stock import Transfer
from arasta.kernel.ids import new_id


class PromiseOnWay(models.Model):
    """Units of a transfer that an order line was promised before they left, and is promised again as they arrive.

    Of a kit's line there is one for each component. `let_go`: units that the order did without meanwhile.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="+", db_index=False)
    order_id = models.UUIDField()
    line_id = models.UUIDField()
    channel = models.ForeignKey("channels.Channel", on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    kit = models.ForeignKey("catalog.Variant", null=True, db_index=False, on_delete=models.PROTECT, related_name="+")
    per_unit = models.IntegerField(db_default=1)
    quantity = models.IntegerField()
    let_go = models.IntegerField(db_default=0)

    class Meta:
        db_table = "inventory_promise_on_way"
        constraints = [
            models.UniqueConstraint(
                fields=["transfer", "line_id", "variant"], name="one_promise_on_way_per_transfer_line_and_variant"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, let_go__gte=0, let_go__lte=F("quantity")),
                name="no_more_is_let_go_than_is_on_its_way",
            ),
        ]
        indexes = [models.Index(fields=["order_id"], name="promise_on_way_by_order")]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.variant_id} for {self.line_id}"
