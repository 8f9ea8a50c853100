"""Tables of discovery."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from arasta.contexts.discovery.types import CollectionKind, CollectionSort
from arasta.kernel.ids import new_id


class Synonyms(models.Model):
    """Words that mean the same to shoppers, as they were written."""

    id = models.UUIDField(primary_key=True, default=new_id)
    words = ArrayField(models.TextField())

    class Meta:
        db_table = "discovery_synonyms"
        constraints = [models.CheckConstraint(condition=Q(words__len__gte=2), name="synonyms_are_at_least_two")]

    def __str__(self) -> str:
        return ", ".join(self.words)


class Collection(models.Model):
    """A curated set of products, by hand or by rule; the rule's words are the catalog's codes."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.TextField(unique=True)
    kind = models.TextField()
    sort = models.TextField(default=CollectionSort.FEATURED.value)
    category = models.TextField(default="")
    brand = models.TextField(default="")
    values = ArrayField(models.TextField(), default=list)
    only_featured = models.BooleanField(default=False)
    new_days = models.PositiveSmallIntegerField(db_default=0)
    least_minor = models.BigIntegerField(null=True)
    most_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, db_default="")
    is_shown = models.BooleanField(default=True)
    position = models.IntegerField(default=0)

    class Meta:
        db_table = "discovery_collection"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[str(kind) for kind in CollectionKind]), name="collection_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(sort__in=[str(sort) for sort in CollectionSort]), name="collection_sort_is_known"
            ),
            models.CheckConstraint(
                condition=Q(least_minor=None, most_minor=None) | ~Q(currency=""),
                name="prices_of_a_collection_have_a_currency",
            ),
            models.CheckConstraint(
                condition=Q(least_minor=None) | Q(most_minor=None) | Q(least_minor__lte=F("most_minor")),
                name="prices_of_a_collection_run_upward",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class CollectionText(models.Model):
    """A collection in one language."""

    pk = models.CompositePrimaryKey("collection_id", "language")
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="+", db_index=False)
    language = models.CharField(max_length=8)
    name = models.TextField()
    description = models.TextField(default="")

    class Meta:
        db_table = "discovery_collection_text"

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A product picked into a collection."""

    pk = models.CompositePrimaryKey("collection_id", "product_id")
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="+", db_index=False)
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    position = models.IntegerField()

    class Meta:
        db_table = "discovery_member"

    def __str__(self) -> str:
        return f"{self.product_id} in {self.collection_id}"


class Companion(models.Model):
    """A product that goes with another: picked by hand (a place), or learned from orders (how often), or both."""

    pk = models.CompositePrimaryKey("product_id", "other_id")
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+", db_index=False)
    other = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+")
    picked_at_place = models.IntegerField(null=True)
    orders = models.IntegerField(default=0)

    class Meta:
        db_table = "discovery_companion"
        constraints = [
            models.CheckConstraint(condition=~Q(product=F("other")), name="companion_is_another_product"),
            models.CheckConstraint(
                condition=Q(orders__gt=0) | Q(picked_at_place__isnull=False), name="companion_is_picked_or_learned"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.other_id} with {self.product_id}"
