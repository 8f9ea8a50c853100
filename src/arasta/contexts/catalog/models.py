"""Tables of the catalog. Texts and links are keyed by what they belong to."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now, Upper

from arasta.contexts.catalog.types import MediaStore, ProductStatus, VariantStatus
from arasta.kernel.ids import new_id


class Category(models.Model):
    """A place in the one tree of the catalog."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.TextField(unique=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    position = models.IntegerField(default=0)

    class Meta:
        db_table = "catalog_category"
        constraints = [models.CheckConstraint(condition=~Q(id=F("parent")), name="category_is_not_its_own_parent")]

    def __str__(self) -> str:
        return self.code


class CategoryText(models.Model):
    """A category in one language."""

    pk = models.CompositePrimaryKey("category_id", "language")
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="+", db_index=False)
    language = models.CharField(max_length=8)
    name = models.TextField()
    description = models.TextField(default="")

    class Meta:
        db_table = "catalog_category_text"

    def __str__(self) -> str:
        return self.name


class Brand(models.Model):
    """A maker's name; the same in every language."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.TextField(unique=True)
    name = models.TextField()

    class Meta:
        db_table = "catalog_brand"

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """What we describe. `handle` is its word in addresses, `tax_class` what pricing taxes it by."""

    id = models.UUIDField(primary_key=True, default=new_id)
    handle = models.TextField(unique=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, related_name="+")
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, null=True, related_name="+")
    tax_class = models.TextField(default="standard")
    status = models.TextField(default=ProductStatus.DRAFT.value)
    is_featured = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "catalog_product"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[str(status) for status in ProductStatus]),
                name="product_status_is_known",
            ),
            models.CheckConstraint(condition=~Q(handle=""), name="product_handle_is_not_empty"),
        ]
        indexes = [models.Index(fields=["status", "-id"], name="catalog_product_by_age")]

    def __str__(self) -> str:
        return self.handle


class ProductText(models.Model):
    """A product in one language. What follows the description is kept by the services, for sorting and for search."""

    pk = models.CompositePrimaryKey("product_id", "language")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+", db_index=False)
    language = models.CharField(max_length=8)
    title = models.TextField()
    description = models.TextField(default="")
    title_folded = models.TextField(default="")
    title_sounded = models.TextField(default="", db_default="")
    search = SearchVectorField(null=True)

    class Meta:
        db_table = "catalog_product_text"
        indexes = [
            GinIndex(fields=["search"], name="catalog_text_by_search"),
            GinIndex(OpClass(F("title_sounded"), name="gin_trgm_ops"), name="catalog_text_by_sound"),
        ]

    def __str__(self) -> str:
        return self.title


class Word(models.Model):
    """A word that a title has or had, and how it sounds: what a misspelt one is compared with. Kept by the services."""

    word = models.TextField(primary_key=True)
    sounded = models.TextField()

    class Meta:
        db_table = "catalog_word"
        indexes = [GinIndex(OpClass(F("sounded"), name="gin_trgm_ops"), name="catalog_word_by_sound")]

    def __str__(self) -> str:
        return self.word


class Shelved(models.Model):
    """A product that is sold, as shelves are filled and counted by: kept by the services, never written by hand.

    `value_ids` are those of its active variants; `popularity` is units sold lately, as it was last told.
    """

    product = models.OneToOneField(Product, on_delete=models.PROTECT, primary_key=True, related_name="+")
    category = models.ForeignKey(
        Category, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    brand = models.ForeignKey(
        Brand, on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    is_featured = models.BooleanField(default=False)
    value_ids = ArrayField(models.UUIDField(), default=list)
    popularity = models.IntegerField(default=0)

    class Meta:
        db_table = "catalog_shelved"
        indexes = [
            models.Index(fields=["category"], name="catalog_shelved_by_category"),
            models.Index(fields=["-popularity", "-product"], name="catalog_shelved_by_popularity"),
            GinIndex(fields=["value_ids"], name="catalog_shelved_by_value"),
        ]

    def __str__(self) -> str:
        return str(self.product_id)


class Offer(models.Model):
    """The lowest price of a product on a channel and whether any of it is there, as they were last told: for sorting."""

    pk = models.CompositePrimaryKey("channel_id", "currency", "product_id")
    channel_id = models.UUIDField()
    currency = models.CharField(max_length=3)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+", db_index=False)
    lowest_minor = models.BigIntegerField()
    is_there = models.BooleanField(default=False)

    class Meta:
        db_table = "catalog_offer"
        indexes = [models.Index(fields=["channel_id", "currency", "lowest_minor"], name="catalog_offer_by_price")]
        constraints = [models.CheckConstraint(condition=Q(lowest_minor__gte=0), name="lowest_price_is_not_negative")]

    def __str__(self) -> str:
        return f"{self.product_id} from {self.lowest_minor} {self.currency}"


class Option(models.Model):
    """An axis along which variants differ: size, color."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.TextField(unique=True)

    class Meta:
        db_table = "catalog_option"

    def __str__(self) -> str:
        return self.code


class OptionText(models.Model):
    """An option's name in one language."""

    pk = models.CompositePrimaryKey("option_id", "language")
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="+", db_index=False)
    language = models.CharField(max_length=8)
    name = models.TextField()

    class Meta:
        db_table = "catalog_option_text"

    def __str__(self) -> str:
        return self.name


class OptionValue(models.Model):
    """A point on an axis: large, red. `swatch` is the color shown for it, as `#rrggbb`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.TextField()
    position = models.IntegerField(default=0)
    swatch = models.CharField(max_length=7, default="")

    class Meta:
        db_table = "catalog_option_value"
        constraints = [
            models.UniqueConstraint(fields=["option", "code"], name="one_option_value_per_code"),
            models.CheckConstraint(
                condition=Q(swatch="") | Q(swatch__regex="^#[0-9a-f]{6}$"), name="swatch_is_a_hex_color"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class OptionValueText(models.Model):
    """An option value's name in one language."""

    pk = models.CompositePrimaryKey("value_id", "language")
    value = models.ForeignKey(OptionValue, on_delete=models.PROTECT, related_name="+", db_index=False)
    language = models.CharField(max_length=8)
    name = models.TextField()

    class Meta:
        db_table = "catalog_option_value_text"

    def __str__(self) -> str:
        return self.name


class ProductOption(models.Model):
    """The options a product offers, in order."""

    pk = models.CompositePrimaryKey("product_id", "option_id")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+", db_index=False)
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="+")
    position = models.IntegerField(default=0)

    class Meta:
        db_table = "catalog_product_option"

    def __str__(self) -> str:
        return f"{self.product_id} by {self.option_id}"


class Variant(models.Model):
    """What we sell and count. `options_key` is the sorted list of its values, so that no two are alike."""

    id = models.UUIDField(primary_key=True, default=new_id)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+", db_index=False)
    sku = models.TextField(unique=True)
    gtin = models.CharField(max_length=14, null=True, unique=True)
    position = models.IntegerField(default=0)
    weight_grams = models.IntegerField(default=0)
    status = models.TextField(default=VariantStatus.ACTIVE.value)
    options_key = models.TextField(default="")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "catalog_variant"
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=[str(status) for status in VariantStatus]),
                name="variant_status_is_known",
            ),
            models.CheckConstraint(condition=~Q(sku=""), name="variant_sku_is_not_empty"),
            models.CheckConstraint(condition=Q(weight_grams__gte=0), name="variant_weight_is_not_negative"),
            models.UniqueConstraint(
                fields=["product", "options_key"],
                condition=Q(status=VariantStatus.ACTIVE.value),
                name="active_variants_of_a_product_differ",
            ),
        ]
        indexes = [
            models.Index(fields=["product", "position"], name="catalog_variant_by_product"),
            models.Index(OpClass(Upper("sku"), name="text_pattern_ops"), name="catalog_variant_by_sku_start"),
        ]

    def __str__(self) -> str:
        return self.sku


class VariantOption(models.Model):
    """The value a variant has on one axis. `option` is the value's own, which the services see to."""

    pk = models.CompositePrimaryKey("variant_id", "option_id")
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="+", db_index=False)
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    value = models.ForeignKey(OptionValue, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "catalog_variant_option"

    def __str__(self) -> str:
        return f"{self.variant_id} is {self.value_id}"


class Media(models.Model):
    """A picture of a product; with a value, the picture of the variants that have it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+", db_index=False)
    value = models.ForeignKey(OptionValue, on_delete=models.PROTECT, null=True, related_name="+")
    store = models.TextField(default=MediaStore.STATIC.value)
    path = models.TextField()
    position = models.IntegerField(default=0)

    class Meta:
        db_table = "catalog_media"
        constraints = [
            models.UniqueConstraint(fields=["product", "path"], name="one_media_row_per_product_and_path"),
            models.CheckConstraint(
                condition=Q(store__in=[str(store) for store in MediaStore]), name="media_store_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(path__startswith="/") & ~Q(path__contains=".."), name="media_path_stays_inside"
            ),
        ]

    def __str__(self) -> str:
        return self.path


class MediaText(models.Model):
    """What a picture shows, in one language."""

    pk = models.CompositePrimaryKey("media_id", "language")
    media = models.ForeignKey(Media, on_delete=models.PROTECT, related_name="+", db_index=False)
    language = models.CharField(max_length=8)
    alt = models.TextField()

    class Meta:
        db_table = "catalog_media_text"

    def __str__(self) -> str:
        return self.alt
