"""Who counts a listing's units, read before a quantity is told: telling one takes a listing out of Amazon's hands.

It is asked once for each listing; what is learned goes back with the results and comes with the next items.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from arasta.connectors.amazon import answers, listings
from arasta.connectors.amazon.account import Shop
from arasta.connectors.amazon.client import LISTINGS_PAGE, Calls
from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import ItemResult, OfferItem, Outcome, Trouble
from arasta.contexts.channels.types.failures import SOON, Failure
from arasta.kernel.transport.wire import Answer, Plan

STOCK = "stock"
_UNREADABLE = Failure(Outcome.RETRY, Trouble.UNREADABLE, "unreadable", "", SOON)


@dataclass
class Known:
    """What was learned by SKU, and why nothing could be learned of some."""

    refs: dict[str, Mapping[str, str]] = field(default_factory=dict)
    failures: dict[str, ItemResult] = field(default_factory=dict)

    def told(self, item: OfferItem) -> OfferItem:
        """Return an item with what is known of it now."""
        return replace(item, refs={**item.refs, **self.refs.get(item.external_id, {})})

    def result(self, result: ItemResult) -> ItemResult:
        """Return a result that takes along what was learned."""
        learned = self.refs.get(result.external_id)
        return replace(result, refs={**learned, **result.refs}) if learned else result


def learn(calls: Calls, shop: Shop, items: Sequence[OfferItem]) -> Plan[Known]:
    """Read those listings of which it is not known who counts them."""
    known = Known()
    skus = [item.external_id for item in items if item.quantity is not None and not item.refs.get(STOCK)]
    for start in range(0, len(skus), LISTINGS_PAGE):
        some = skus[start : start + LISTINGS_PAGE]
        failure = _take(known, (yield calls.listings_of(some)), shop)
        if failure is not None:
            known.failures |= {sku: failure.result(sku) for sku in skus[start:]}
            break
    return known


def _take(known: Known, answer: Answer, shop: Shop) -> Failure | None:
    """Learn from an answer; a read that failed has changed nothing, so it is tried again."""
    failure = answers.failure_of(answer)
    if failure is not None:
        lost = failure.outcome is Outcome.UNKNOWN
        return replace(failure, outcome=Outcome.RETRY) if lost else failure
    try:
        found = answers.expect(answer, listings.Found).items
    except ChannelTrouble:
        return _UNREADABLE
    known.refs |= {item.sku: listings.seen_listing(item, {}, shop).refs for item in found}
    return None
