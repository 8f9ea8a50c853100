"""Tables of pricing: lists, present prices, their history, and dated tax rates."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Deferrable, F, Func, Q
from django.db.models.functions import Now

from arasta.kernel.ids import new_id


class PriceList(models.Model):
    """A named set of prices in one currency; without a channel it serves them all.

    `announced_at` is when its beginning or end was last told.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.TextField(unique=True)
    name = models.TextField()
    currency = models.CharField(max_length=3)
    channel = models.ForeignKey("channels.Channel", on_delete=models.PROTECT, null=True, related_name="+")
    priority = models.IntegerField(default=0)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True)
    announced_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "pricing_price_list"
        constraints = [
            models.CheckConstraint(condition=Q(currency__regex="^[A-Z]{3}$"), name="price_list_currency_is_iso"),
            models.CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="price_list_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Price(models.Model):
    """What one unit of a variant costs on a list, from a quantity on. `compare_at` is the old price shown beside it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    price_list = models.ForeignKey(PriceList, on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    min_quantity = models.IntegerField(default=1)
    amount_minor = models.BigIntegerField()
    compare_at_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "pricing_price"
        constraints = [
            models.UniqueConstraint(
                fields=["price_list", "variant", "min_quantity"],
                name="one_price_per_list_variant_and_quantity",
            ),
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="price_is_not_negative"),
            models.CheckConstraint(condition=Q(min_quantity__gte=1), name="price_counts_from_one"),
            models.CheckConstraint(
                condition=Q(compare_at_minor=None) | Q(compare_at_minor__gt=F("amount_minor")),
                name="price_is_below_its_old_price",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency}"


class PriceHistory(models.Model):
    """The amount of a single unit on a list since a moment; no amount: the price was taken off. Only ever appended.

    List and variant are those of a price, written by the same statement; its keys guard both.
    """

    id = models.BigAutoField(primary_key=True)
    price_list = models.ForeignKey(
        PriceList, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    variant = models.ForeignKey(
        "catalog.Variant", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    amount_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3)
    from_at = models.DateTimeField()

    class Meta:
        db_table = "pricing_price_history"
        indexes = [
            models.Index(fields=["variant", "price_list", "-from_at", "-id"], name="pricing_history_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.amount_minor} {self.currency} from {self.from_at}"


class TaxRate(models.Model):
    """The value-added tax of a class in a country over `[valid_from, valid_until)`; 0.2 is a fifth."""

    id = models.UUIDField(primary_key=True, default=new_id)
    tax_class = models.TextField()
    country = models.CharField(max_length=2)
    rate = models.DecimalField(max_digits=6, decimal_places=4)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        db_table = "pricing_tax_rate"
        constraints = [
            models.UniqueConstraint(fields=["tax_class", "country", "valid_from"], name="one_tax_rate_per_start"),
            models.CheckConstraint(condition=Q(rate__gte=0) & Q(rate__lt=1), name="tax_rate_is_a_share"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="tax_rate_ends_after_it_starts",
            ),
            ExclusionConstraint(
                name="tax_rates_of_a_class_do_not_overlap",
                expressions=[
                    ("tax_class", RangeOperators.EQUAL),
                    ("country", RangeOperators.EQUAL),
                    (
                        Func(
                            "valid_from",
                            "valid_until",
                            RangeBoundary(),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                deferrable=Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tax_class} in {self.country}: {self.rate}"
