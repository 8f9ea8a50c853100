"""Plans that tell and ask: one batch, its handle, and what became of each product in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from arasta.connectors.meta import answers, documents, products
from arasta.connectors.meta.client import PAGE, Calls
from arasta.contexts.channels.types import ItemResult, Outcome, Polled, PulledPage, Pushed
from arasta.contexts.channels.types.failures import SOON
from arasta.contexts.channels.types.inbound import Introduction, SeenListing, SeenState
from arasta.kernel.transport.wire import Plan

FINISHED = "finished"
_AGAIN = ("try again", "unknown error", "temporarily")
FIRST_LOOK = timedelta(seconds=5)


def send(calls: Calls, requests: Sequence[dict[str, Any]], *, may_create: bool) -> Plan[Pushed]:
    """Send one batch. What is wrong at first sight is said at once, the rest later."""
    codes = [str(one["data"]["id"]) for one in requests]
    if not requests:
        return Pushed(results=[])
    answer = yield calls.batch(requests, may_create=may_create)
    failure = answers.failure_of(answer)
    if failure is not None:
        return Pushed(results=[failure.result(code) for code in codes])
    receipt = answers.expect(answer, documents.Receipt)
    wrong = {one.retailer_id: one.errors[0].message for one in receipt.validation_status if one.errors}
    refused = [_invalid(code, wrong[code]) for code in codes if code in wrong]
    if not receipt.handles:
        return Pushed(results=[*refused, *(_nobody_knows(code) for code in codes if code not in wrong)])
    results = [ItemResult(external_id=code, outcome=Outcome.WAITING) for code in codes if code not in wrong]
    return Pushed(results=[*refused, *results], ticket=receipt.handles[0], poll_after=FIRST_LOOK)


def poll(calls: Calls, ticket: str) -> Plan[Polled]:
    """Ask what became of a batch: who is not named as wrong was taken. Raises ChannelTrouble."""
    found = answers.expect((yield calls.status(ticket)), documents.Batches)
    if not found.data:
        return Polled(is_done=True, lost=True)
    batch = found.data[0]
    if batch.status != FINISHED:
        return Polled(is_done=False)
    wrong = dict.fromkeys(batch.ids_of_invalid_requests, "") | {one.id: one.message for one in batch.errors}
    return Polled(is_done=True, results=[_refused(code, text) for code, text in wrong.items()], rest=Outcome.OK)


def read_back(calls: Calls, refs: Sequence[Mapping[str, str]]) -> Plan[Sequence[SeenListing]]:
    """Read products by our codes. Raises ChannelTrouble."""
    codes = [ref["external_id"] for ref in refs]
    found: dict[str, SeenListing] = {}
    for start in range(0, len(codes), PAGE):
        page = answers.expect((yield calls.products(codes=codes[start : start + PAGE])), documents.Products)
        found |= {one.retailer_id: products.seen(one) for one in page.data}
    return [found.get(code) or SeenListing(external_id=code, state=SeenState.GONE) for code in codes]


def read_page(calls: Calls, cursor: str) -> Plan[PulledPage]:
    """Read a page of the catalog. Raises ChannelTrouble."""
    page = answers.expect((yield calls.products(after=cursor)), documents.Products)
    more = page.paging.cursors.after if page.paging.next else ""
    return PulledPage(listings=[products.seen(one) for one in page.data], cursor=more)


def introduce(calls: Calls) -> Plan[Introduction]:
    """Ask what catalog it is. Raises ChannelTrouble."""
    about = answers.expect((yield calls.about()), documents.About)
    return Introduction(account=about.id, name=about.name or about.id)


def _invalid(code: str, text: str) -> ItemResult:
    return ItemResult(external_id=code, outcome=Outcome.INVALID, code="refused", text=text)


def _refused(code: str, text: str) -> ItemResult:
    """Tell a product that is wrong from one that only had bad luck."""
    if any(sign in text.casefold() for sign in _AGAIN):
        return ItemResult(external_id=code, outcome=Outcome.RETRY, code="try_again", text=text, retry_after=SOON)
    return _invalid(code, text)


def _nobody_knows(code: str) -> ItemResult:
    return ItemResult(external_id=code, outcome=Outcome.UNKNOWN, code="no_handle", retry_after=SOON)
