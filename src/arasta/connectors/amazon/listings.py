"""Plans that read listings, and the units Amazon holds of ours beside our own. Their words become what we compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import msgspec

from arasta.connectors.amazon import amounts, answers, offers
from arasta.connectors.amazon.account import OWN_STOCK, Shop
from arasta.connectors.amazon.client import LISTINGS_PAGE, STOCK_PAGE, Calls, iso, milliseconds
from arasta.connectors.amazon.documents import Amount
from arasta.connectors.amazon.families import is_parent
from arasta.connectors.amazon.pulling import LATE, OVERLAP
from arasta.contexts.channels.types import ListingItem, PulledPage, failures
from arasta.contexts.channels.types.inbound import SeenListing, SeenState
from arasta.contexts.channels.types.showing import Shown
from arasta.kernel.money import Money
from arasta.kernel.transport.wire import Plan, read_json, write_json

BUYABLE, DISCOVERABLE = "BUYABLE", "DISCOVERABLE"
WHOLESALE = "B2B"


class Doc(msgspec.Struct, rename="camel"):
    """A part of a listing; its fields are in camel case there."""


class Image(Doc):
    link: str = ""


class Summary(Doc):
    marketplace_id: str
    product_type: str = ""
    asin: str = ""
    status: list[str] = msgspec.field(default_factory=list)
    item_name: str = ""
    last_updated_date: datetime | None = None
    main_image: Image | None = None


class Offer(Doc):
    marketplace_id: str
    offer_type: str
    price: Amount


class Stock(Doc):
    fulfillment_channel_code: str
    quantity: int | None = None


class Problem(Doc):
    code: str
    message: str
    severity: str


class Item(Doc):
    sku: str
    summaries: list[Summary] = msgspec.field(default_factory=list)
    attributes: dict[str, Any] = msgspec.field(default_factory=dict)
    offers: list[Offer] = msgspec.field(default_factory=list)
    fulfillment_availability: list[Stock] = msgspec.field(default_factory=list)
    issues: list[Problem] = msgspec.field(default_factory=list)


class Pages(Doc):
    next_token: str | None = None


class Found(Doc):
    number_of_results: int = 0
    items: list[Item] = msgspec.field(default_factory=list)
    pagination: Pages | None = None


class Details(Doc):
    fulfillable_quantity: int = 0


class Held(Doc):
    seller_sku: str = ""
    inventory_details: Details | None = None
    total_quantity: int = 0


class Summaries(Doc):
    inventory_summaries: list[Held] = msgspec.field(default_factory=list)


class StockAnswer(Doc):
    payload: Summaries


@dataclass(frozen=True)
class Place:
    """Where we are among the listings: from which change on, when it was begun, how many came, the newest change."""

    after: str
    until: str
    token: str = ""
    seen: int = 0
    newest: str = ""


def place(watermark: str, cursor: str, *, now: datetime) -> Place:
    """Return where to read on. Without a watermark all listings come."""
    if cursor:
        return Place(**read_json(cursor))
    start = iso(datetime.fromisoformat(watermark) - OVERLAP) if watermark else ""
    return Place(start, iso(now - LATE))


def read_page(calls: Calls, at: Place, shop: Shop) -> Plan[PulledPage]:
    """Read one page of listings. A search ends after so many pages though more were found; then the next begins there.

    Raises ChannelTrouble.
    """
    answer = yield calls.listings(at.after, at.token)
    if at.token and failures.is_refused(answer):
        at = replace(at, token="", seen=0)
        answer = yield calls.listings(at.after, "")
    found = answers.expect(answer, Found)
    seen = yield from with_stock_at_amazon(calls, [one for one in found.items if not is_parent(one.attributes)], shop)
    changes = [summary.last_updated_date for item in found.items for summary in item.summaries]
    newest = max([at.newest, *(iso(change) for change in changes if change)])
    token = (found.pagination.next_token or "") if found.pagination else ""
    on = replace(at, token=token, seen=at.seen + len(found.items), newest=newest)
    is_behind = not token and on.seen < found.number_of_results and newest > at.after
    return PulledPage(
        listings=seen,
        cursor=write_json(asdict(on)).decode() if token else "",
        watermark="" if token else (newest if is_behind else at.until),
        is_behind=is_behind,
    )


def read_back(calls: Calls, refs: Sequence[Mapping[str, str]], shop: Shop) -> Plan[list[SeenListing]]:
    """Read listings by their SKUs; what is not found is gone. Raises ChannelTrouble."""
    skus = [ref["external_id"] for ref in refs]
    seen: list[SeenListing] = []
    for start in range(0, len(skus), LISTINGS_PAGE):
        answer = yield calls.listings_of(skus[start : start + LISTINGS_PAGE])
        found = [] if answers.is_missing(answer) else answers.expect(answer, Found).items
        seen += yield from with_stock_at_amazon(calls, found, shop)
    there = {one.external_id for one in seen}
    return [*seen, *(SeenListing(external_id=sku, state=SeenState.GONE) for sku in skus if sku not in there)]


def with_stock_at_amazon(calls: Calls, items: Sequence[Item], shop: Shop) -> Plan[list[SeenListing]]:
    """Read the units that Amazon holds of those listings that it fulfils, and show all."""
    theirs = [item.sku for item in items if _is_amazons(item)]
    held: dict[str, int] = {}
    for start in range(0, len(theirs), STOCK_PAGE):
        answer = yield calls.stock_at_amazon(theirs[start : start + STOCK_PAGE])
        for one in answers.expect(answer, StockAnswer).payload.inventory_summaries:
            held[one.seller_sku] = one.inventory_details.fulfillable_quantity if one.inventory_details else 0
    return [seen_listing(item, held, shop) for item in items]


def seen_listing(item: Item, held: Mapping[str, int], shop: Shop) -> SeenListing:
    """Say in our words what Amazon shows of a listing on our marketplace. `held`: what Amazon holds, by SKU."""
    summary = next((one for one in item.summaries if one.marketplace_id == shop.marketplace_id), None)
    errors = [one for one in item.issues if one.severity == "ERROR"]
    quantities = {one.fulfillment_channel_code: one.quantity or 0 for one in item.fulfillment_availability}
    if _is_amazons(item):
        quantities = {code: held.get(item.sku, 0) if code != OWN_STOCK else count for code, count in quantities.items()}
    refs = {"asin": summary.asin, "product_type": summary.product_type} if summary else {}
    stock = next((code for code in quantities if code != OWN_STOCK), OWN_STOCK if quantities else "")
    return SeenListing(
        external_id=item.sku,
        state=_state(summary, is_wrong=bool(errors)),
        sku=item.sku,
        barcode=_barcode(item.attributes),
        title=summary.item_name if summary else "",
        description=_text(item.attributes, "product_description"),
        category=summary.product_type if summary else "",
        price=_price(item, shop),
        quantity=quantities.get(OWN_STOCK),
        quantities=quantities,
        images=_pictures(item.attributes) or _main_picture(summary),
        refs={name: value for name, value in {**refs, "stock": stock}.items() if value},
        problem_code=errors[0].code if errors else "",
        problem=errors[0].message if errors else "",
        held=held.get(item.sku, 0) if _is_amazons(item) else None,
        version=milliseconds(summary.last_updated_date) if summary and summary.last_updated_date else 0,
    )


def shown(item: ListingItem, shop: Shop) -> Shown:
    """Say how a listing is shown. One that only offers another's product says nothing of its own."""
    if item.facts.get("asin"):
        return Shown()
    said = offers.attributes_of(item, shop)
    return Shown(
        title=_text(said, "item_name"),
        description=_text(said, "product_description"),
        category=offers.product_type(item, shop),
        images=_pictures(said),
    )


def _is_amazons(item: Item) -> bool:
    return any(one.fulfillment_channel_code != OWN_STOCK for one in item.fulfillment_availability)


def _state(summary: Summary | None, *, is_wrong: bool) -> SeenState:
    """Bought can only be what is buyable; without stock Amazon calls a listing discoverable at most."""
    if summary is None:
        return SeenState.REJECTED if is_wrong else SeenState.PENDING
    if BUYABLE in summary.status:
        return SeenState.ACTIVE
    if is_wrong:
        return SeenState.REJECTED
    return SeenState.ACTIVE if DISCOVERABLE in summary.status else SeenState.HIDDEN


def _price(item: Item, shop: Shop) -> Money | None:
    prices = [one.price for one in item.offers if one.marketplace_id == shop.marketplace_id]
    retail = [one.price for one in item.offers if one.offer_type != WHOLESALE and one.price in prices]
    return Money(amounts.minor(retail[0]), retail[0].currency_code) if retail else None


def _pictures(attributes: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the addresses that Amazon was told to fetch pictures from."""
    told = [_first(attributes, name).get("media_location") for name in offers.PICTURES]
    return tuple(str(address) for address in told if address)


def _main_picture(summary: Summary | None) -> tuple[str, ...]:
    return (summary.main_image.link,) if summary and summary.main_image and summary.main_image.link else ()


def _barcode(attributes: Mapping[str, Any]) -> str:
    return _text(attributes, "externally_assigned_product_identifier")


def _text(attributes: Mapping[str, Any], name: str) -> str:
    return str(_first(attributes, name).get("value") or "")


def _first(attributes: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    values = attributes.get(name)
    return values[0] if isinstance(values, list) and values and isinstance(values[0], dict) else {}
