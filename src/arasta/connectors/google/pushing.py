"""Plans that tell and ask, one call per product. Once Google refuses us or wants us slower, the rest waits unsent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from arasta.connectors.google import answers, documents, products
from arasta.connectors.google.client import Calls
from arasta.contexts.channels.types import ItemResult, ListingItem, OfferItem, Outcome, PulledPage, Pushed
from arasta.contexts.channels.types.failures import Failure
from arasta.contexts.channels.types.inbound import ChannelPlace, Introduction, SeenListing, SeenState
from arasta.kernel.transport.wire import Answer, HttpRequest, Plan

_STOPS = frozenset({Outcome.AUTH, Outcome.RETRY})


def send_offers(calls: Calls, items: Sequence[OfferItem]) -> Plan[Pushed]:
    """Change stock and prices, and say what stores have."""
    results, stopped = [], None
    for item in items:
        failure = stopped
        for request in () if stopped else _changes(calls, item):
            failure = failure or answers.failure_of((yield request))
        results.append(_result(item.external_id, failure))
        stopped = failure if failure and failure.outcome in _STOPS else stopped
    return Pushed(results=results)


def send_listings(calls: Calls, items: Sequence[ListingItem]) -> Plan[Pushed]:
    """Put whole products in. A newer version that is there already is as good as told."""
    results, stopped = [], None
    for item in items:
        failure, answer = stopped, None
        if not stopped:
            answer = yield calls.insert(products.whole(item, calls.merchant))
            failure = answers.failure_of(answer)
        results.append(_same(item.external_id) if _is_older(answer) else _result(item.external_id, failure))
        stopped = failure if failure and failure.outcome in _STOPS else stopped
    return Pushed(results=results)


def take_out(calls: Calls, items: Sequence[ListingItem]) -> Plan[Pushed]:
    """Take products out; what is not there is out already."""
    results = []
    for item in items:
        answer = yield calls.delete(item.external_id)
        gone = answers.is_missing(answer)
        results.append(_result(item.external_id, None if gone else answers.failure_of(answer)))
    return Pushed(results=results)


def read_back(calls: Calls, refs: Sequence[Mapping[str, str]]) -> Plan[Sequence[SeenListing]]:
    """Read what is shown of products. Raises ChannelTrouble."""
    found = []
    for ref in refs:
        code = ref["external_id"]
        answer = yield calls.product(code)
        if answers.is_missing(answer):
            found.append(SeenListing(external_id=code, state=SeenState.GONE))
        else:
            found.append(products.seen(answers.expect(answer, documents.Product)))
    return found


def read_page(calls: Calls, cursor: str) -> Plan[PulledPage]:
    """Read a page of all that is shown. Raises ChannelTrouble."""
    page = answers.expect((yield calls.products(cursor)), documents.Products)
    return PulledPage(listings=[products.seen(one) for one in page.products], cursor=page.next_page_token)


def introduce(calls: Calls) -> Plan[Introduction]:
    """Ask whose account it is, and whether the data source takes calls. Raises ChannelTrouble."""
    business = answers.expect((yield calls.account()), documents.Business)
    source = answers.expect((yield calls.source()), documents.DataSource)
    merchant = calls.merchant
    return Introduction(
        account=merchant.account_id,
        name=f"{business.account_name or merchant.account_id} ({source.display_name or merchant.data_source})",
        country=merchant.label if len(merchant.label) == 2 else "",
        places=tuple(ChannelPlace(external_id=code, name=code) for code in merchant.places.values()),
    )


def _changes(calls: Calls, item: OfferItem) -> Iterator[HttpRequest]:
    body, fields = products.change(item, calls.merchant)
    if fields:
        yield calls.patch(item.external_id, body, fields)
    for store in products.at_stores(item):
        yield calls.at_store(item.external_id, store)


def _is_older(answer: Answer | None) -> bool:
    return answer is not None and answers.is_older(answer)


def _same(code: str) -> ItemResult:
    return ItemResult(external_id=code, outcome=Outcome.SAME, text="A newer version is there already.")


def _result(code: str, failure: Failure | None) -> ItemResult:
    return failure.result(code) if failure else ItemResult(external_id=code, outcome=Outcome.OK)
