"""What kits consist of."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from arasta.kernel.ids import new_id


class KitComponent(models.Model):
    """So many of a variant in one unit of a kit. A kit has no levels; its stock is that of its components."""

    id = models.UUIDField(primary_key=True, default=new_id)
    kit = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    component = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    quantity = models.IntegerField()

    class Meta:
        db_table = "inventory_kit_component"
        constraints = [
            models.UniqueConstraint(fields=["kit", "component"], name="one_row_per_kit_and_component"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="kit_quantity_is_positive"),
            models.CheckConstraint(condition=~Q(kit=F("component")), name="kit_does_not_contain_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.component_id} in {self.kit_id}"
