"""Plans that put products on offer: a product alone, or one product above its variations.

Nothing makes a repeated creation harmless, so what is there is looked for first: things by their SKU, the product
above variations by those of them that are there, else by its short name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import msgspec

from arasta.connectors.woocommerce import answers, client, goods, lookup
from arasta.connectors.woocommerce.documents import Product
from arasta.connectors.woocommerce.goods import Ids
from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import ItemResult, ListingItem, Outcome, Pushed
from arasta.kernel.transport.wire import Answer, HttpResponse, Plan

MOST_ITEMS = 500


@dataclass(frozen=True)
class Terms:
    """How products are written: the status new ones get, and the tax to take off prices."""

    status: str
    tax: Decimal


@dataclass(frozen=True)
class _Writing:
    """Something to create or change: its item, its body, and its ids if it is there."""

    item: ListingItem
    body: Mapping[str, Any]
    ids: Ids | None


def publish(items: Sequence[ListingItem], terms: Terms) -> Plan[Pushed]:
    """Put products on offer; each is answered for itself."""
    try:
        found = yield from lookup.by_sku(item.sku for item in items)
    except ChannelTrouble as trouble:
        return Pushed(results=[answers.unsent(item.external_id, trouble) for item in items])
    there = {sku: goods.found_ids(product) for sku, product in found.items()}
    alone: dict[int, list[_Writing]] = {}
    for item in items:
        if not item.options:
            ids = there.get(item.sku)
            alone.setdefault(ids.parent if ids else 0, []).append(_alone(item, terms, ids))
    results: list[ItemResult] = []
    for parent, writings in alone.items():
        results += yield from _write(parent, writings)
    for group in _groups(item for item in items if item.options):
        results += yield from _publish_group(group, terms, there)
    return Pushed(results=results)


def _alone(item: ListingItem, terms: Terms, ids: Ids | None) -> _Writing:
    if ids is not None and ids.parent:
        return _Writing(item, goods.variation(item, terms.tax), ids)
    return _Writing(item, goods.product(item, terms.status, terms.tax), ids)


def _groups(items: Iterable[ListingItem]) -> list[list[ListingItem]]:
    groups: dict[str, list[ListingItem]] = {}
    for item in items:
        groups.setdefault(item.group, []).append(item)
    return list(groups.values())


def _publish_group(items: Sequence[ListingItem], terms: Terms, there: Mapping[str, Ids]) -> Plan[list[ItemResult]]:
    """Write the product above some variations, then them."""
    try:
        above = yield from _above(items, there)
        body = goods.parent(items, terms.status, above.attributes if above else ())
        answer = yield client.update_product(above.id, _changed(body, items)) if above else client.add_product(body)
        failure = answers.failure_of(answer)
        if failure is not None:
            return [failure.result(item.external_id) for item in items]
        parent = answers.expect(answer, Product).id
    except ChannelTrouble as trouble:
        return [answers.unsent(item.external_id, trouble) for item in items]
    writings = [_Writing(item, goods.variation(item, terms.tax), there.get(item.sku)) for item in items]
    return (yield from _write(parent, writings))


def _above(items: Sequence[ListingItem], there: Mapping[str, Ids]) -> Plan[Product | None]:
    """Find the product above: by its id as far as it is known, else by its short name."""
    known = {there[item.sku].parent for item in items if item.sku in there} - {0}
    query = {"include": str(min(known))} if known else {"slug": items[0].group}
    answer = yield client.products_with({**query, **lookup.ANY_STATUS})
    found = [one for one in answers.expect(answer, list[Product]) if one.type == "variable"]
    return found[0] if found else None


def _write(parent: int, writings: Sequence[_Writing]) -> Plan[list[ItemResult]]:
    """Create and change in calls of a hundred; what was created tells its id."""
    results: list[ItemResult] = []
    for part in lookup.chunks(writings):
        new, old = [one for one in part if one.ids is None], [one for one in part if one.ids is not None]
        strays = [one for one in old if one.ids is not None and one.ids.parent != parent]
        old = [one for one in old if one not in strays]
        results += [_stray(one) for one in strays]
        if not new and not old:
            continue
        changes = [{"id": one.ids.own, **_changed(one.body, [one.item])} for one in old if one.ids is not None]
        answer = yield client.batch(parent, create=[one.body for one in new], update=changes)
        results += _results(answer, "create", parent, new)
        results += _results(answer, "update", parent, old)
    return results


def _stray(one: _Writing) -> ItemResult:
    text = "The SKU belongs to a variation of another product, or to a product of its own."
    return ItemResult(external_id=one.item.external_id, outcome=Outcome.INVALID, code="sku_elsewhere", text=text)


def _changed(body: Mapping[str, Any], items: Sequence[ListingItem]) -> dict[str, Any]:
    """A shop copies pictures anew each time they are named: those it has are left as they are."""
    has_pictures = all(item.has_pictures for item in items)
    return {name: value for name, value in body.items() if not has_pictures or name not in {"images", "image"}}


def _results(answer: Answer, part: str, parent: int, writings: Sequence[_Writing]) -> list[ItemResult]:
    results = answers.batch_results(answer, part, [one.item.external_id for one in writings])
    ids = [one.ids or Ids(0) for one in writings] if part == "update" else _created(answer, parent, len(writings))
    return [
        replace(result, refs=place.refs) if result.outcome is Outcome.OK else result
        for result, place in zip(results, ids, strict=True)
    ]


def _created(answer: Answer, parent: int, count: int) -> list[Ids]:
    none = [Ids(0)] * count
    if not isinstance(answer, HttpResponse) or not answer.is_ok:
        return none
    try:
        made = answers.expect(answer, dict[str, list[dict[str, Any]]]).get("create", [])
        own = [msgspec.convert(one.get("id", 0), int) for one in made]
    except (ChannelTrouble, msgspec.ValidationError):
        return none
    return [Ids(parent, one) if parent else Ids(one) for one in own] if len(own) == count else none
