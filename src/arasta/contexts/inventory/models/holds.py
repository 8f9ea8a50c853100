"""Holds that outside systems ask for: who asked, for whom, and the reservations they got."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from arasta.contexts.inventory.models.stock import Reservation
from arasta.kernel.ids import new_id


class Hold(models.Model):
    """What an outside system asked to be held. `holder_id`: the cart it is for, or the hold's own id if it stands alone.

    It has no status of its own: its reservations say what became of it.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    holder_id = models.UUIDField()
    channel = models.ForeignKey("channels.Channel", on_delete=models.PROTECT, related_name="+")
    reference = models.TextField(blank=True)
    actor_kind = models.TextField()
    actor_id = models.TextField()
    actor_name = models.TextField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "inventory_hold"

    def __str__(self) -> str:
        return self.reference or str(self.id)


class HoldLine(models.Model):
    """One reservation of a hold. The reservation knows nothing of it, so that a cart's own holds cost no more.

    `quantity`: how much of it is this hold's, once a cart put it together with what it held already; else all of it.
    """

    hold = models.ForeignKey(Hold, on_delete=models.CASCADE, related_name="+")
    reservation = models.ForeignKey(Reservation, on_delete=models.PROTECT, related_name="+")
    quantity = models.IntegerField(null=True)

    class Meta:
        db_table = "inventory_hold_line"
        constraints = [
            models.UniqueConstraint(fields=["hold", "reservation"], name="reservation_is_once_in_a_hold"),
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="share_of_a_hold_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.reservation_id} of hold {self.hold_id}"
