"""Plans that tell quantities and prices.

Quantities go out for all items at once, one for each place. The shop takes all or none: what it finds wrong is answered
and left out, and the rest is sent again. A number that changed there behind our back is a conflict, not overwritten.
Prices go out product by product.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from arasta.connectors.shopify import answers, goods, mutations, queries
from arasta.connectors.shopify.client import call
from arasta.connectors.shopify.documents import gid, tail
from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import ItemResult, OfferItem, Outcome, Pushed, Trouble
from arasta.contexts.channels.types.failures import SOON, Failure
from arasta.kernel.transport.wire import Plan, write_json

BATCH = 250
MOST_ACTIVATED = 20
LARGEST = 1_000_000_000
REASON = "correction"
STALE = "change_from_quantity_stale"
NOT_STOCKED = frozenset({"invalid_inventory_item", "invalid_location"})
ROUNDS = 4

Refs = Mapping[str, str]
Results = dict[str, ItemResult]


@dataclass(frozen=True)
class Spot:
    """The quantity of one listing at one place, with what we believe is there now."""

    external_id: str
    item: str
    place: str
    quantity: int
    expected: int | None
    version: int

    def body(self) -> dict[str, Any]:
        """Write it as the shop wants it."""
        return {
            "inventoryItemId": gid("InventoryItem", self.item),
            "locationId": gid("Location", self.place),
            "quantity": self.quantity,
            "changeFromQuantity": self.expected,
        }


def send(items: Sequence[OfferItem], place: str) -> Plan[Pushed]:
    """Send one batch. Raises ChannelTrouble when the ids of listings cannot be looked up."""
    known = yield from goods.refs_of({item.external_id: item.refs for item in items})
    results: Results = {
        item.external_id: _wrong(item.external_id, "unknown_sku", "no variant in the shop has this SKU")
        for item in items
        if item.external_id not in known
    }
    mine = [item for item in items if item.external_id in known]
    if any(item.quantity is not None and not item.at_places for item in mine) and not place:
        place = yield from _primary_place()
    spots = [spot for item in mine for spot in _spots(item, known[item.external_id], place)]
    for start in range(0, len(spots), BATCH):
        yield from _set(spots[start : start + BATCH], results)
    for group in _by_product(mine, known).values():
        yield from _set_prices([item for item in group if item.external_id not in results], known, results)
    for item in mine:
        results.setdefault(item.external_id, ItemResult(external_id=item.external_id, outcome=Outcome.OK))
    return Pushed(results=[_with_refs(results[item.external_id], known) for item in items])


def _with_refs(result: ItemResult, known: Mapping[str, Refs]) -> ItemResult:
    refs = known.get(result.external_id)
    if not refs:
        return result
    return ItemResult(
        external_id=result.external_id,
        outcome=result.outcome,
        code=result.code,
        text=result.text,
        retry_after=result.retry_after,
        current=result.current,
        refs=dict(refs),
    )


def _wrong(external_id: str, code: str, text: str) -> ItemResult:
    return ItemResult(external_id=external_id, outcome=Outcome.INVALID, code=code, text=text)


def _primary_place() -> Plan[str]:
    data = yield from answers.fetch(call(queries.PRIMARY_LOCATION))
    if not data["location"]:
        raise ChannelTrouble(Trouble.REFUSED, "the shop has no location that holds stock")
    return tail(data["location"]["id"])


def _spots(item: OfferItem, refs: Refs, place: str) -> list[Spot]:
    if item.quantity is None:
        return []
    sent = item.current if item.current is not None or item.last_sent is None else item.last_sent.quantity
    counts = item.at_places or {place: item.quantity}
    expected = sent if len(counts) == 1 else None
    return [
        Spot(item.external_id, refs["inventory_item"], where, min(units, LARGEST), expected, item.version)
        for where, units in counts.items()
    ]


def _set(spots: Sequence[Spot], results: Results) -> Plan[None]:
    """Set quantities; what the shop finds wrong is answered, and the rest is sent again."""
    left = list(spots)
    for _ in range(ROUNDS):
        if not left:
            return
        answer = yield from answers.ask(_set_call(left))
        if isinstance(answer, Failure):
            _fail(left, answer, results)
            return
        wrong = answers.complaints(answer["inventorySetQuantities"]["userErrors"])
        if not wrong:
            return
        places = {place: one for one in wrong if (place := one.index("quantities")) is not None}
        if not places:
            _fail(left, Failure(Outcome.INVALID, Trouble.REFUSED, wrong[0].code, wrong[0].result_text()), results)
            return
        yield from _answer(left, places, results)
        left = [spot for place, spot in enumerate(left) if place not in places and spot.external_id not in results]
    _fail(left, Failure(Outcome.RETRY, Trouble.REFUSED, "refused", "the shop refused the batch", SOON), results)


def _set_call(spots: Sequence[Spot]) -> Any:
    quantities = [spot.body() for spot in spots]
    versions = [spot.version for spot in spots]
    key = hashlib.sha256(write_json([quantities, versions])).hexdigest()
    given = {"name": "available", "reason": REASON, "quantities": quantities}
    return call(
        mutations.SET_QUANTITIES, input=given, key=f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:32]}"
    )


def _fail(spots: Sequence[Spot], failure: Failure, results: Results) -> None:
    for spot in spots:
        results[spot.external_id] = failure.result(spot.external_id)


def _answer(left: Sequence[Spot], places: Mapping[int, answers.Complaint], results: Results) -> Plan[None]:
    """Answer what was found wrong: a conflict with its number, a new place by stocking it there, the rest as it is."""
    wrong = [(left[place], one) for place, one in places.items() if place < len(left)]
    stale = [spot for spot, one in wrong if one.code == STALE]
    if stale:
        yield from _conflicts(stale, results)
    absent = [(spot, one) for spot, one in wrong if one.code in NOT_STOCKED]
    for spot, one in absent[:MOST_ACTIVATED]:
        yield from _activate(spot, one, results)
    for spot, one in wrong:
        if one.code != STALE and (spot, one) not in absent[:MOST_ACTIVATED]:
            results[spot.external_id] = _wrong(spot.external_id, one.code, one.text)


def _conflicts(stale: Sequence[Spot], results: Results) -> Plan[None]:
    """Say what is really there."""
    by_place: dict[str, list[Spot]] = {}
    for spot in stale:
        by_place.setdefault(spot.place, []).append(spot)
    for place, spots in by_place.items():
        ids = [gid("InventoryItem", spot.item) for spot in spots]
        data = yield from answers.fetch(call(queries.LEVELS, ids=ids, location=gid("Location", place)))
        shown = {tail(node["id"]): _quantity(node) for node in data["nodes"] if node}
        for spot in spots:
            results[spot.external_id] = ItemResult(
                external_id=spot.external_id,
                outcome=Outcome.CONFLICT,
                code=STALE,
                text="the shop shows another number than the one it took from us last",
                current=shown.get(spot.item),
            )


def _quantity(node: dict[str, Any]) -> int | None:
    level = node["inventoryLevel"]
    return int(level["quantities"][0]["quantity"]) if level and level["quantities"] else None


def _activate(spot: Spot, why: answers.Complaint, results: Results) -> Plan[None]:
    """Stock an item at a place where it was not. One that was there after all keeps its number, and is told again."""
    key = hashlib.sha256(f"{spot.item} {spot.place} {spot.version}".encode()).hexdigest()[:36]
    answer = yield from answers.ask(
        call(
            mutations.ACTIVATE,
            item=gid("InventoryItem", spot.item),
            location=gid("Location", spot.place),
            available=spot.quantity,
            key=key,
        )
    )
    if isinstance(answer, Failure):
        results[spot.external_id] = answer.result(spot.external_id)
    elif answer["inventoryActivate"]["userErrors"]:
        results[spot.external_id] = _wrong(spot.external_id, why.code, why.text)
    elif (shown := _quantity(answer["inventoryActivate"])) != spot.quantity:
        results[spot.external_id] = ItemResult(
            external_id=spot.external_id, outcome=Outcome.CONFLICT, code=STALE, text=why.text, current=shown
        )


def product_in(refs: Refs) -> str:
    """Return the product that a variant belongs to: prices of one product are told in one call."""
    return refs.get("product", "")


def _by_product(items: Sequence[OfferItem], known: Mapping[str, Refs]) -> dict[str, list[OfferItem]]:
    groups: dict[str, list[OfferItem]] = {}
    for item in items:
        if item.price is not None:
            groups.setdefault(product_in(known[item.external_id]), []).append(item)
    return groups


def _set_prices(items: Sequence[OfferItem], known: Mapping[str, Refs], results: Results) -> Plan[None]:
    """Set the prices of one product's variants; each that is wrong is answered alone."""
    if not items:
        return
    product = product_in(known[items[0].external_id])
    variants = [_price(item, known[item.external_id]["variant"]) for item in items]
    answer = yield from answers.ask(call(mutations.SET_PRICES, product=gid("Product", product), variants=variants))
    if isinstance(answer, Failure):
        for item in items:
            results[item.external_id] = answer.result(item.external_id)
        return
    for one in answers.complaints(answer["productVariantsBulkUpdate"]["userErrors"]):
        place = one.index("variants")
        meant = items if place is None or place >= len(items) else [items[place]]
        for item in meant:
            results[item.external_id] = _wrong(item.external_id, one.code, one.result_text())


def _price(item: OfferItem, variant: str) -> dict[str, Any]:
    assert item.price is not None  # noqa: S101 - only items with a price come here
    before = item.list_price if item.list_price is not None and item.list_price > item.price else None
    return {
        "id": gid("ProductVariant", variant),
        "price": str(item.price.amount),
        "compareAtPrice": str(before.amount) if before else None,
    }
