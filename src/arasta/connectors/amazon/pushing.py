"""Plans that change listings: few one by one, with an answer at once; many as one feed, with an answer later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from arasta.connectors.amazon import answers, families, feeds, knowing, offers
from arasta.connectors.amazon.account import Shop
from arasta.connectors.amazon.client import Calls
from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import ItemResult, ListingItem, OfferItem, Outcome, Pushed, Trouble
from arasta.contexts.channels.types.failures import SOON, Failure
from arasta.kernel.transport.wire import Answer, HttpRequest, Plan

# So many single calls take four seconds of their bucket; a feed takes six calls, whatever it holds, and minutes.
ONE_BY_ONE = 20
# What just sold out is told at once even where a feed goes out for the rest: a bucket's worth.
URGENT = 5

_UNREADABLE = Failure(Outcome.UNKNOWN, Trouble.UNREADABLE, "unreadable", "", SOON)
_STOPS = frozenset({Outcome.RETRY, Outcome.AUTH})

Sent = Sequence[tuple[str, HttpRequest]]


class Problem(msgspec.Struct, rename="camel"):
    """What Amazon finds wrong with a listing."""

    severity: str
    message: str
    code: str = ""
    attribute_names: list[str] = msgspec.field(default_factory=list)


class Found(msgspec.Struct, rename="camel"):
    """The product of Amazon's catalog that a listing belongs to."""

    asin: str = ""


class Submission(msgspec.Struct, rename="camel"):
    """What Amazon says of a change: taken in, or why not."""

    status: str
    submission_id: str = ""
    issues: list[Problem] = msgspec.field(default_factory=list)
    identifiers: list[Found] = msgspec.field(default_factory=list)


def send_offers(calls: Calls, shop: Shop, items: Sequence[OfferItem]) -> Plan[Pushed]:
    """Send quantities and prices, at most one feed of them; leave out what could never be taken or is Amazon's."""
    known = yield from knowing.learn(calls, shop, items)
    told = [known.told(item) for item in items if item.external_id not in known.failures]
    pushed = yield from _send_known(calls, shop, told)
    results = [*known.failures.values(), *(known.result(one) for one in pushed.results)]
    return Pushed(results=results, ticket=pushed.ticket, poll_after=pushed.poll_after)


def _send_known(calls: Calls, shop: Shop, items: Sequence[OfferItem]) -> Plan[Pushed]:
    left_out, good = _sorted_out(items, shop)
    urgent, rest = good, []
    if len(good) > ONE_BY_ONE:
        urgent = [item for item in good if item.quantity == 0 and item.current != 0][:URGENT]
        told = {item.external_id for item in urgent}
        rest = [item for item in good if item.external_id not in told]
    one_by_one = [(i.external_id, calls.patch_listing(i.external_id, offers.patch(i, shop))) for i in urgent]
    results = yield from send_singly(one_by_one)
    pushed = yield from _in_a_feed(calls, shop, [_patching(item, shop) for item in rest])
    return Pushed(results=[*left_out, *results, *pushed.results], ticket=pushed.ticket, poll_after=pushed.poll_after)


def send_listings(calls: Calls, shop: Shop, items: Sequence[ListingItem], themes: Mapping[str, str]) -> Plan[Pushed]:
    """Put products on offer, at most one feed of them; those that broke a rule are not among them.

    `themes`: of what family each is, by SKU. Parents go first; what Amazon says against one is said of its children.
    """
    bodies = {item.external_id: offers.product(item, shop) for item in items}
    parents: dict[str, list[ListingItem]] = {}
    for item in items:
        theme = themes.get(item.external_id, "")
        if theme:
            body = bodies[item.external_id]
            body["attributes"] = families.as_child(body["attributes"], item, theme, shop)
            parents.setdefault(families.parent_sku(item), []).append(item)
    above = {sku: families.parent(own, themes[own[0].external_id], shop) for sku, own in parents.items()}
    if len(bodies) + len(above) > ONE_BY_ONE:
        messages = [{"sku": sku, "operationType": "UPDATE", **body} for sku, body in {**above, **bodies}.items()]
        pushed = yield from _in_a_feed(calls, shop, messages)
        known = [_with_refs(one, bodies[one.external_id]) for one in pushed.results if one.external_id in bodies]
        return replace(pushed, results=known)
    refused = {
        child.external_id: replace(result, external_id=child.external_id)
        for result in (yield from send_singly([(sku, calls.put_listing(sku, body)) for sku, body in above.items()]))
        if result.outcome is not Outcome.OK
        for child in parents[result.external_id]
    }
    rest = [(sku, calls.put_listing(sku, body)) for sku, body in bodies.items() if sku not in refused]
    results = yield from send_singly(rest)
    return Pushed(results=[*refused.values(), *(_with_refs(one, bodies[one.external_id]) for one in results)])


def remove(calls: Calls, shop: Shop, items: Sequence[ListingItem]) -> Plan[Pushed]:
    """Take listings off the marketplace; one that is gone already is as good as taken off."""
    skus = [item.external_id for item in items]
    if len(skus) > ONE_BY_ONE:
        return (yield from _in_a_feed(calls, shop, [{"sku": sku, "operationType": "DELETE"} for sku in skus]))
    results = []
    for sku in skus:
        answer = yield calls.delete_listing(sku)
        gone = answers.is_missing(answer)
        results.append(ItemResult(external_id=sku, outcome=Outcome.SAME) if gone else result_of(sku, answer))
    return Pushed(results=results)


def send_singly(requests: Sent) -> Plan[list[ItemResult]]:
    """Send requests one after the other; once we are told to wait or to go away, the others are not tried."""
    results: list[ItemResult] = []
    for at, (sku, request) in enumerate(requests):
        answer = yield request
        result = result_of(sku, answer)
        results.append(result)
        failure = answers.failure_of(answer)
        if failure is not None and result.outcome in _STOPS:
            return [*results, *(failure.result(other) for other, _ in requests[at + 1 :])]
    return results


def result_of(sku: str, answer: Answer) -> ItemResult:
    """Read what became of one change."""
    failure = answers.failure_of(answer)
    if failure is not None:
        return failure.result(sku)
    try:
        submission = answers.expect(answer, Submission)
    except ChannelTrouble:
        return _UNREADABLE.result(sku)
    if submission.status not in {"ACCEPTED", "VALID"}:
        code, text = _reason(submission)
        return ItemResult(external_id=sku, outcome=Outcome.INVALID, code=code, text=text)
    asins = [found.asin for found in submission.identifiers if found.asin]
    refs = {"asin": asins[0]} if asins else {}
    return ItemResult(external_id=sku, outcome=Outcome.OK, refs=refs)


def _reason(submission: Submission) -> tuple[str, str]:
    errors = [one for one in submission.issues if one.severity == "ERROR"] or submission.issues
    if not errors:
        return submission.status.lower(), ""
    return errors[0].code or "invalid", "; ".join(dict.fromkeys(_worded(one) for one in errors))


def _worded(problem: Problem) -> str:
    names = ", ".join(problem.attribute_names)
    return f"{names}: {problem.message}" if names else problem.message


def _with_refs(result: ItemResult, body: Mapping[str, Any]) -> ItemResult:
    """Remember with what was taken, or taken in, of which kind it is, and who counts its units."""
    if result.outcome not in {Outcome.OK, Outcome.WAITING}:
        return result
    [there] = body["attributes"]["fulfillment_availability"]
    said = {"product_type": str(body["productType"]), knowing.STOCK: str(there["fulfillment_channel_code"])}
    return replace(result, refs={**result.refs, **said})


def _sorted_out(items: Sequence[OfferItem], shop: Shop) -> tuple[list[ItemResult], list[OfferItem]]:
    left_out, good = [], []
    for item in items:
        issue = offers.offer_issue(item, shop)
        if issue:
            wrong = ItemResult(external_id=item.external_id, outcome=Outcome.INVALID, code="not_sendable", text=issue)
            left_out.append(wrong)
        elif offers.is_amazons(item) and item.price is None:
            left_out.append(ItemResult(external_id=item.external_id, outcome=Outcome.SAME, text="held by Amazon"))
        else:
            good.append(item)
    return left_out, good


def _patching(item: OfferItem, shop: Shop) -> dict[str, Any]:
    return {"sku": item.external_id, "operationType": "PATCH", **offers.patch(item, shop)}


def _in_a_feed(calls: Calls, shop: Shop, messages: Sequence[dict[str, Any]]) -> Plan[Pushed]:
    if not messages:
        return Pushed(results=[])
    return (yield from feeds.send(calls, shop, messages))
