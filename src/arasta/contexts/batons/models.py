"""Batons, in the air and over; none is ever deleted: they are the record of how a cart travelled."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from arasta.contexts.batons.types import PlaceKind
from arasta.kernel.ids import new_id

_KINDS = [kind.value for kind in PlaceKind]


class Baton(models.Model):
    """The right to take a cart elsewhere, once; `taken_mark` is the hash of the device or till that did."""

    id = models.UUIDField(primary_key=True, default=new_id)
    cart = models.ForeignKey("orders.Cart", on_delete=models.PROTECT, related_name="+")
    locator = models.BigIntegerField()
    origin_kind = models.TextField()
    origin_name = models.TextField(blank=True)
    offered_by_kind = models.TextField()
    offered_by_id = models.TextField(blank=True)
    offered_by_name = models.TextField(blank=True)
    offered_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    taken_kind = models.TextField(blank=True, db_default="")
    taken_name = models.TextField(blank=True, db_default="")
    taken_mark = models.TextField(blank=True, db_default="")
    taken_by_kind = models.TextField(blank=True, db_default="")
    taken_by_id = models.TextField(blank=True, db_default="")
    taken_by_name = models.TextField(blank=True, db_default="")
    called_back_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "batons_baton"
        constraints = [
            models.UniqueConstraint(fields=["locator"], name="baton_code_is_unique"),
            models.UniqueConstraint(
                fields=["cart"],
                condition=Q(taken_at__isnull=True, called_back_at__isnull=True),
                name="cart_has_one_baton_in_the_air",
            ),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True) | Q(called_back_at__isnull=True),
                name="baton_is_taken_or_called_back_not_both",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("offered_at")), name="baton_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(origin_kind__in=_KINDS), name="baton_comes_from_a_known_kind_of_place"),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True, taken_kind="") | Q(taken_at__isnull=False, taken_kind__in=_KINDS),
                name="baton_taken_says_where",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.locator} of {self.cart_id}"
