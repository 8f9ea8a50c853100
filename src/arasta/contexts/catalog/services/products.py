"""Save, change and archive products."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from arasta.contexts.catalog.domain import checks
from arasta.contexts.catalog.domain.clashes import Standing, find_clashes
from arasta.contexts.catalog.domain.faults import Faults
from arasta.contexts.catalog.services import (
    facts,
    media_rows,
    product_rows,
    references,
    search_texts,
    standing_options,
    telling,
    variant_rows,
)
from arasta.contexts.catalog.types import ProductStatus
from arasta.contexts.catalog.types.inputs import (
    DESCRIPTION_MOST,
    TITLE_MOST,
    Fact,
    ProductChange,
    ProductInput,
    SavedProducts,
    SoundProducts,
)
from arasta.contexts.catalog.types.refusals import HandleTaken, SkuTaken, UnknownProduct
from arasta.kernel import db
from arasta.kernel.access import Actor


def save_products(products: Sequence[ProductInput], *, actor: Actor) -> SavedProducts:
    """Create or update whole products by handle and their variants by SKU; saving the same twice changes nothing.

    Variants and languages that are not given stay as they are. A few thousand products at once is a good batch.
    Raises the refusals of `types.refusals`; publishes ProductsChanged and VariantsChanged for what really changed.
    """
    with db.transaction():
        found = _judge(products)
        if found.faults.found:
            raise found.faults.found[0].error
        return _write(products, found, keep=(), actor=actor).saved


def save_sound_products(
    products: Sequence[ProductInput], *, keep: Collection[Fact] = (), actor: Actor
) -> SoundProducts:
    """Do the same with what is sound of a batch, and answer with the faults of the rest.

    `keep` names facts that what stands already keeps, whatever is given.
    """
    with db.transaction():
        given = standing_options.added(products) if Fact.OPTIONS in keep else products
        found = _judge(given)
        written = _write(found.faults.without(given), found, keep=keep, actor=actor)
    return replace(written, faults=tuple(found.faults.found))


@dataclass(frozen=True, slots=True)
class _Found:
    """What products refer to, the variants near them, and what is wrong."""

    known: references.References
    standing: Sequence[Standing]
    faults: Faults


def _judge(products: Sequence[ProductInput]) -> _Found:
    faults = Faults()
    checks.find_faults(products, faults)
    known = references.of_products(products, faults)
    variants = [variant for _, _, variant in faults.spared_variants(products)]
    handles = [product.handle for _, product in faults.spared(products)]
    near = variant_rows.standing(variants, handles)
    find_clashes(near, products, faults)
    return _Found(known, near, faults)


def _write(products: Sequence[ProductInput], found: _Found, *, keep: Collection[Fact], actor: Actor) -> SoundProducts:
    """Write sound products and all that belongs to them, and tell what changed."""
    if not products:
        nothing = SavedProducts(products={}, variants={})
        return SoundProducts(saved=nothing, new=frozenset(), changed=frozenset(), faults=())
    known = found.known
    rows = product_rows.save(products, known, keep=keep)
    keys, changed = rows.keys, rows.changed
    texts = _texts(products, keys, keep=Fact.DESCRIPTION in keep)
    changed |= product_rows.save_texts([text for text in texts if text.product_id not in rows.new])
    product_rows.save_options(products, rows, known)
    places = [
        variant_rows.Place(variant, keys[product.handle], position)
        for product in products
        for position, variant in enumerate(product.variants)
    ]
    variants = variant_rows.save(places, known, standing=found.standing, keep=keep)
    owners = {place.product_id for place in places if variants.keys[place.variant.sku] in variants.changed}
    changed |= media_rows.replace(products, keys, known)
    new = [product for product in products if keys[product.handle] in rows.new]
    search_texts.insert([text for text in texts if text.product_id in rows.new], facts.of_new(new, keys, known))
    search_texts.refresh((changed | owners) - rows.new)
    telling.tell(products=changed, variants=variants.changed, actor=actor)
    return SoundProducts(
        saved=SavedProducts(products=keys, variants=variants.keys),
        new=frozenset(rows.new | variants.new),
        changed=frozenset(changed | variants.changed),
        faults=(),
    )


def _texts(products: Sequence[ProductInput], keys: Mapping[str, UUID], *, keep: bool) -> list[product_rows.Text]:
    return [
        text
        for product in products
        for text in product_rows.texts_of(keys[product.handle], product.titles, product.descriptions, keep=keep)
    ]


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
    """Overwrite the facts and texts of standing products. Raises UnknownProduct; publishes ProductsChanged."""
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
                text
                for change in changes
                for text in product_rows.texts_of(change.product_id, change.titles, change.descriptions)
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
