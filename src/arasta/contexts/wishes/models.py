"""Favorites and lines saved for later."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from arasta.kernel.ids import new_id

_ONE_OWNER = Q(customer__isnull=False, owner_key="") | (Q(customer__isnull=True) & ~Q(owner_key=""))


class Favorite(models.Model):
    """A product that a customer, or a browser, likes."""

    id = models.UUIDField(primary_key=True, default=new_id)
    customer = models.ForeignKey(
        "customers.Customer", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    owner_key = models.TextField(blank=True)
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+", db_index=False)
    since = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "wishes_favorite"
        constraints = [
            models.CheckConstraint(condition=_ONE_OWNER, name="favorite_has_one_owner"),
            models.UniqueConstraint(
                fields=["customer", "owner_key", "product"], nulls_distinct=False, name="product_is_a_favorite_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} of {self.customer_id or 'a browser'}"


class Saved(models.Model):
    """So many of a variant, put away for later."""

    id = models.UUIDField(primary_key=True, default=new_id)
    customer = models.ForeignKey(
        "customers.Customer", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    owner_key = models.TextField(blank=True)
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    quantity = models.IntegerField()
    seen_price_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    since = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "wishes_saved"
        constraints = [
            models.CheckConstraint(condition=_ONE_OWNER, name="saved_line_has_one_owner"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="saved_quantity_is_positive"),
            models.UniqueConstraint(
                fields=["customer", "owner_key", "variant"], nulls_distinct=False, name="variant_is_saved_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.variant_id}"
