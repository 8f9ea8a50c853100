"""Products and variations, both ways: what a shop shows of them, and quantities, prices and texts as it takes them.

We call what is offered by its SKU, since a line of an order names it too; what has none by its ids there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from arasta.connectors.woocommerce.amounts import minor
from arasta.connectors.woocommerce.documents import Attribute, Product, milliseconds
from arasta.contexts.channels.types import Issue, ListingItem, OfferItem
from arasta.contexts.channels.types.inbound import SeenListing, SeenState
from arasta.contexts.channels.types.issues import issue
from arasta.contexts.channels.types.showing import Pictures, Shown
from arasta.kernel.money import Money, exponent

T = TypeVar("T")

ID_PREFIX = "id:"
PRODUCT, VARIATION = "product_id", "variation_id"
CATEGORIES = "category_ids"
LONGEST = {"sku": 100, "title": 200, "description": 100_000}
STATES = {
    "publish": SeenState.ACTIVE,
    "pending": SeenState.PENDING,
    "future": SeenState.PENDING,
    "draft": SeenState.HIDDEN,
    "private": SeenState.HIDDEN,
    "trash": SeenState.GONE,
}


@dataclass(frozen=True)
class Ids:
    """Where something offered stands in the shop; a product without variations has no second id."""

    product: int
    variation: int = 0

    @property
    def own(self) -> int:
        return self.variation or self.product

    @property
    def parent(self) -> int:
        """The product whose variation it is, or 0."""
        return self.product if self.variation else 0

    @property
    def refs(self) -> dict[str, str]:
        both = {PRODUCT: self.product, VARIATION: self.variation}
        return {name: str(value) for name, value in both.items() if value}


def code_of(sku: str, product_id: int, variation_id: int) -> str:
    """Return how we call what is offered there."""
    return sku or f"{ID_PREFIX}{product_id}" + (f":{variation_id}" if variation_id else "")


def ids_of(refs: Mapping[str, str], external_id: str) -> Ids | None:
    """Return the ids that are known, by the refs or in our name for it; else it must be looked for by its SKU."""
    product, variation = refs.get(PRODUCT, ""), refs.get(VARIATION, "")
    if not product and external_id.startswith(ID_PREFIX):
        product, _, variation = external_id.removeprefix(ID_PREFIX).partition(":")
    return Ids(int(product), int(variation or 0)) if product.isdigit() and (variation or "0").isdigit() else None


def parent_in(refs: Mapping[str, str]) -> str:
    """Return the product above a variation: its variations are told in calls of their own."""
    return refs.get(PRODUCT, "") if refs.get(VARIATION) else ""


def found_ids(product: Product) -> Ids:
    """Return the ids of what was found by its SKU."""
    return Ids(product.parent_id, product.id) if product.type == "variation" else Ids(product.id)


def seen(product: Product, ids: Ids, currency: str, *, parent: Product | None = None) -> SeenListing:
    """Read what a shop shows now. A variation has its own price, stock and picture, and its product's words."""
    words = parent or product
    price, before = _prices(product, currency)
    counted = product.manage_stock is True and product.stock_quantity is not None
    pictures = [product.image] if product.image else product.images
    state = STATES.get(product.status, SeenState.UNKNOWN)
    if parent is not None and state is SeenState.ACTIVE:
        state = STATES.get(parent.status, SeenState.UNKNOWN)
    return SeenListing(
        external_id=code_of(product.sku, ids.product, ids.variation),
        state=state,
        sku=product.sku,
        group=words.slug,
        title=words.name,
        description=words.description,
        category=_listed(one.id for one in words.categories),
        price=price,
        list_price=before,
        quantity=int(product.stock_quantity or 0) if counted else None,
        images=tuple(picture.src for picture in pictures),
        options={one.name: one.option for one in product.attributes if one.option},
        url=product.permalink,
        refs=ids.refs,
        version=milliseconds(product.date_modified_gmt),
    )


def shown(item: ListingItem) -> Shown:
    """Say how a product is shown: a variation has its product's words and one picture, and pictures are copies."""
    images = item.images[:1] if item.options else item.images
    return Shown(
        title=item.group_title,
        description=item.description,
        category=_listed(_category_ids(item)) or None,
        images=images,
        pictures=Pictures.NAME,
    )


def _category_ids(item: ListingItem) -> list[int]:
    """Return the numbers of the shop's own categories that a product shall be in; without any, it stays where it is."""
    return [int(one) for one in _category_words(item) if one.isdigit()]


def _category_words(item: ListingItem) -> list[str]:
    return item.facts.get(CATEGORIES, "").replace(",", " ").split()


def _category_issues(item: ListingItem) -> Iterator[Issue]:
    if not all(one.isdigit() for one in _category_words(item)):
        yield issue(CATEGORIES, "number_missing")


def _listed(ids: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(set(ids))))


def _filed(item: ListingItem) -> dict[str, Any]:
    ids = sorted(set(_category_ids(item)))
    return {"categories": [{"id": one} for one in ids]} if ids else {}


def gone(external_id: str, refs: Mapping[str, str]) -> SeenListing:
    """Say that something is not there any more."""
    return SeenListing(external_id=external_id, state=SeenState.GONE, refs=refs)


def _prices(product: Product, currency: str) -> tuple[Money | None, Money | None]:
    regular, sale = _amount(product.regular_price, currency), _amount(product.sale_price, currency)
    return (sale, regular) if sale is not None else (regular, regular)


def _amount(text: str, currency: str) -> Money | None:
    try:
        return Money(minor(Decimal(text), currency), currency) if text else None
    except InvalidOperation:
        return None


def offer(item: OfferItem, tax: Decimal) -> dict[str, Any]:
    """Write a quantity, a price or both. `tax` is the rate to take off where the shop's prices are without tax."""
    body: dict[str, Any] = {}
    if item.quantity is not None:
        body |= {"manage_stock": True, "stock_quantity": max(0, item.quantity)}
    if item.price is not None:
        body |= prices(item.price, item.list_price, tax)
    return body


def prices(price: Money, list_price: Money | None, tax: Decimal) -> dict[str, str]:
    """Write a price, and the reduced one only where it is reduced: a reduction that ended is taken back."""
    if list_price is None or list_price <= price:
        return {"regular_price": _written(price, tax), "sale_price": ""}
    return {"regular_price": _written(list_price, tax), "sale_price": _written(price, tax)}


def _written(price: Money, tax: Decimal) -> str:
    net = price.amount / (1 + tax) if tax else price.amount
    return str(net.quantize(Decimal(1).scaleb(-exponent(price.currency) - (4 if tax else 0))))


def product(item: ListingItem, status: str, tax: Decimal) -> dict[str, Any]:
    """Write a product that has no variations."""
    return {
        "type": "simple",
        "name": item.title,
        "description": item.description,
        "sku": item.sku,
        "status": status,
        "images": [{"src": url} for url in item.images],
        "attributes": [_told(name, [value], varies=False) for name, value in item.attributes.items()],
        **_filed(item),
        **_stock(item, tax),
    }


def parent(items: Sequence[ListingItem], status: str, known: Sequence[Attribute] = ()) -> dict[str, Any]:
    """Write the product above some variations: their options are added to those it has."""
    first = items[0]
    values: dict[str, list[str]] = {one.name: list(one.options) for one in known if one.variation}
    for item in items:
        for name, value in item.options.items():
            values.setdefault(name, [])
            values[name] += [value] if value not in values[name] else []
    told = [_told(name, [value], varies=False) for name, value in first.attributes.items() if name not in values]
    return {
        "type": "variable",
        "name": first.group_title,
        "slug": first.group,
        "description": first.description,
        "status": status,
        "images": [{"src": url} for url in first.images],
        "attributes": [*(_told(name, options, varies=True) for name, options in values.items()), *told],
        **_filed(first),
    }


def variation(item: ListingItem, tax: Decimal) -> dict[str, Any]:
    """Write a variation; its texts are its product's."""
    picture = {"image": {"src": item.images[0]}} if item.images else {}
    return {
        "sku": item.sku,
        "status": "publish",
        "attributes": [{"name": name, "option": value} for name, value in item.options.items()],
        **picture,
        **_stock(item, tax),
    }


def _stock(item: ListingItem, tax: Decimal) -> dict[str, Any]:
    counted = {"manage_stock": True, "stock_quantity": max(0, item.quantity)}
    return {**counted, **prices(item.price, item.list_price, tax)}


def _told(name: str, options: Sequence[str], *, varies: bool) -> dict[str, Any]:
    return {"name": name, "options": list(options), "visible": True, "variation": varies}


def check(item: ListingItem, currency: str) -> Iterator[Issue]:
    """Return the rules that a product breaks."""
    texts = {"sku": item.sku, "title": item.title, "description": item.description}
    for name, text in texts.items():
        if len(text) > LONGEST[name] or (name != "description" and not text.strip()):
            yield issue(name, "length", most=LONGEST[name], count=len(text))
    if item.external_id != item.sku:
        yield issue("external_id", "not_the_sku")
    if "," in item.sku:
        yield issue("sku", "comma")
    if any(price is not None and price.currency != currency for price in (item.price, item.list_price)):
        yield issue("price", "currency", currency=currency)
    if not all(url.startswith(("https://", "http://")) for url in item.images):
        yield issue("images", "image_address")
    yield from _category_issues(item)
    if not item.images:
        yield issue("images", "image_advised", blocks=False)
