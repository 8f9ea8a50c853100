"""Plans that tell quantities and prices, and take things off the shop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from arasta.connectors.woocommerce import answers, client, goods, lookup
from arasta.connectors.woocommerce.goods import Ids
from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import ItemResult, ListingItem, OfferItem, Outcome, Pushed
from arasta.kernel.transport.wire import Plan

MOST_ITEMS = 500
_STOPS = {Outcome.RETRY, Outcome.AUTH, Outcome.UNKNOWN}


@dataclass(frozen=True)
class Change:
    """What is to be said of one thing in the shop."""

    external_id: str
    body: Mapping[str, Any]
    ids: Ids


def send_offers(items: Sequence[OfferItem], tax: Decimal) -> Plan[Pushed]:
    """Send absolute quantities and prices, grouped by product; ids that are not known yet are looked up first."""
    bodies = {item.external_id: goods.offer(item, tax) for item in items}
    return (yield from _send(bodies, {item.external_id: item.refs for item in items}))


def take_off(items: Sequence[ListingItem]) -> Plan[Pushed]:
    """Hide things from buyers: products become drafts, variations private. Nothing is deleted."""
    hidden = {item.external_id: {"status": "private" if _varies(item) else "draft"} for item in items}
    return (yield from _send(hidden, {item.external_id: item.refs for item in items}, is_hiding=True))


def send_changes(changes: Sequence[Change]) -> Plan[list[ItemResult]]:
    """Send changes in as few calls as there are parents and hundreds. What could not be sent stays to be done."""
    results: list[ItemResult] = []
    parents: dict[int, list[Change]] = {}
    for change in changes:
        parents.setdefault(change.ids.parent, []).append(change)
    calls = [(parent, part) for parent, group in parents.items() for part in lookup.chunks(group)]
    for position, (parent, part) in enumerate(calls):
        answer = yield client.batch(parent, update=[{"id": one.ids.own, **one.body} for one in part])
        codes = [one.external_id for one in part]
        told = answers.batch_results(answer, "update", codes)
        results += [
            replace(result, refs=one.ids.refs) if result.outcome is Outcome.OK else result
            for result, one in zip(told, part, strict=True)
        ]
        failure = answers.failure_of(answer)
        if failure is not None and failure.outcome in _STOPS:
            waiting = replace(failure, outcome=Outcome.AUTH if failure.outcome is Outcome.AUTH else Outcome.RETRY)
            return results + [waiting.result(one.external_id) for _, rest in calls[position + 1 :] for one in rest]
    return results


def _send(
    bodies: Mapping[str, Mapping[str, Any]], refs: Mapping[str, Mapping[str, str]], *, is_hiding: bool = False
) -> Plan[Pushed]:
    places = {code: ids for code in bodies if (ids := goods.ids_of(refs[code], code))}
    try:
        found = yield from lookup.by_sku(code for code in bodies if code not in places)
    except ChannelTrouble as trouble:
        return Pushed(results=[answers.unsent(code, trouble) for code in bodies])
    places |= {code: goods.found_ids(product) for code, product in found.items()}
    results = yield from send_changes([Change(code, bodies[code], ids) for code, ids in places.items()])
    absent = Outcome.SAME if is_hiding else Outcome.INVALID
    lost = [
        ItemResult(external_id=code, outcome=absent, code=answers.NO_PRODUCT, text="The shop has nothing of this SKU.")
        for code in bodies
        if code not in places
    ]
    return Pushed(results=[*lost, *results])


def _varies(item: ListingItem) -> bool:
    return bool(item.refs.get(goods.VARIATION) or item.options)
