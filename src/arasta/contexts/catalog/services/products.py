"""Save, change and archive products."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from arasta.contexts.catalog.domain import checks
from arasta.contexts.catalog.domain.clashes import refuse_clashes
from arasta.contexts.catalog.services import (
    media_rows,
    product_rows,
    references,
    search_texts,
    telling,
    variant_rows,
)
from arasta.contexts.catalog.types import ProductStatus
from arasta.contexts.catalog.types.inputs import (
    DESCRIPTION_MOST,
    TITLE_MOST,
    ProductChange,
    ProductInput,
    SavedProducts,
)
from arasta.contexts.catalog.types.refusals import HandleTaken, SkuTaken, UnknownProduct
from arasta.kernel import db
from arasta.kernel.access import Actor


def save_products(products: Sequence[ProductInput], *, actor: Actor) -> SavedProducts:
    """Create or update whole products by handle and their variants by SKU; saving the same twice changes nothing.

    Variants and languages that are not given stay as they are. A few thousand products at once is a good batch.
    Raises the refusals of `types.refusals`; publishes ProductChanged and VariantChanged for what really changed.
    """
    checks.check_products(products)
    if not products:
        return SavedProducts(products={}, variants={})
    with db.transaction():
        known = _references(products)
        variants = [variant for product in products for variant in product.variants]
        refuse_clashes(
            variant_rows.standing(variants, [product.handle for product in products]),
            {product.handle: product.variants for product in products},
        )
        keys, changed = product_rows.save(products, known)
        items = [
            item
            for product in products
            for item in product_rows.text_items(keys[product.handle], product.titles, product.descriptions)
        ]
        changed |= product_rows.save_texts(items)
        product_rows.save_options(products, keys, known)
        places = [
            variant_rows.Place(variant, keys[product.handle], position)
            for product in products
            for position, variant in enumerate(product.variants)
        ]
        skus, changed_variants = variant_rows.save(places, known)
        owners = {place.product_id for place in places if skus[place.variant.sku] in changed_variants}
        changed |= media_rows.replace(products, keys, known)
        search_texts.refresh(changed | owners)
        telling.tell(products=changed, variants=changed_variants, actor=actor)
    return SavedProducts(products=keys, variants=skus)


def add_products(products: Sequence[ProductInput], *, actor: Actor) -> SavedProducts:
    """Create products that must not exist yet. Raises HandleTaken, SkuTaken and what `save_products` raises."""
    handles = [product.handle for product in products]
    variants = [variant for product in products for variant in product.variants]
    skus = {variant.sku for variant in variants}
    with db.transaction():
        for (handle,) in db.rows("SELECT handle FROM catalog_product WHERE handle = ANY(%s)", [handles]):
            raise HandleTaken(handle=handle)
        for standing in variant_rows.standing(variants, []):
            if standing.sku in skus:
                raise SkuTaken(sku=standing.sku, handle=standing.handle)
        return save_products(products, actor=actor)


def change_products(changes: Sequence[ProductChange], *, actor: Actor) -> None:
    """Overwrite the facts and texts of standing products. Raises UnknownProduct; publishes ProductChanged."""
    for change in changes:
        checks.check_code(change.tax_class)
        checks.check_texts("title", change.titles, most=TITLE_MOST, needed=True)
        checks.check_texts("description", change.descriptions, most=DESCRIPTION_MOST, needed=False)
    product_ids = [change.product_id for change in changes]
    with db.transaction():
        _lock(product_ids)
        known = references.find(
            categories=[change.category for change in changes], brands=[change.brand for change in changes]
        )
        product_rows.change(changes, known)
        product_rows.save_texts(
            [
                item
                for change in changes
                for item in product_rows.text_items(change.product_id, change.titles, change.descriptions)
            ]
        )
        product_rows.drop_texts(
            (change.product_id, language)
            for change in changes
            for language, title in change.titles.items()
            if not title.strip()
        )
        search_texts.refresh(product_ids)
        telling.tell(products=product_ids, actor=actor)


def set_status(product_ids: Collection[UUID], *, status: ProductStatus, actor: Actor) -> None:
    """Move products to a status. Raises UnknownProduct; tells of them and of their variants."""
    with db.transaction():
        _lock(product_ids)
        moved = db.rows(
            "UPDATE catalog_product SET status = %s, updated_at = now()"
            " WHERE id = ANY(%s) AND status <> %s RETURNING id",
            [str(status), list(product_ids), str(status)],
        )
        products = [row[0] for row in moved]
        variants = db.rows("SELECT id FROM catalog_variant WHERE product_id = ANY(%s)", [products])
        telling.tell(products=products, variants=[row[0] for row in variants], actor=actor)


def archive_products(product_ids: Collection[UUID], *, actor: Actor) -> None:
    """Take products out of sale; orders and stock keep them. Raises UnknownProduct."""
    set_status(product_ids, status=ProductStatus.ARCHIVED, actor=actor)


def _lock(product_ids: Collection[UUID]) -> None:
    found = db.rows("SELECT id FROM catalog_product WHERE id = ANY(%s) ORDER BY id FOR UPDATE", [list(product_ids)])
    if len(found) != len(set(product_ids)):
        raise UnknownProduct


def _references(products: Sequence[ProductInput]) -> references.References:
    options = {option for product in products for option in product.axes}
    pictures = [picture for product in products for picture in product.media or ()]
    return references.find(
        categories=[product.category for product in products],
        brands=[product.brand for product in products],
        options=options | {picture.value[0] for picture in pictures if picture.value},
    )
