"""Plans that tell: quantities and prices, products, and what becomes of packages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from arasta.connectors.trendyol import answers, contents, offers, pulling
from arasta.connectors.trendyol.client import Calls
from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import ItemResult, ListingItem, OfferItem, Op, Outcome, PackageItem, Pushed, Trouble
from arasta.contexts.channels.types.failures import SOON, Failure
from arasta.kernel.transport.wire import Answer, HttpRequest, HttpResponse, Plan

Bodies = Sequence[dict[str, Any]]

BATCH = 1000
PICKING, INVOICED = "Picking", "Invoiced"
FED_BEFORE = 409

# What a package's status must be for the telling to have happened already.
_TOLD = {
    Op.ACCEPT: {"Picking", "Invoiced", "Shipped", "AtCollectionPoint", "Delivered", "UnDelivered", "Returned"},
    Op.INVOICE: {"Invoiced", "Shipped", "AtCollectionPoint", "Delivered", "UnDelivered", "Returned"},
    Op.TRACKING: {"Shipped", "AtCollectionPoint", "Delivered", "UnDelivered", "Returned"},
    Op.INVOICE_LINK: set(),
    Op.CANCEL: {"UnPacked", "Cancelled", "UnSupplied"},
}

_REPEATED = Failure(
    Outcome.RETRY, Trouble.REFUSED, "repeated", "The same was sent within the last 15 minutes.", offers.REPEAT_BAN
)
_NO_RECEIPT = Failure(Outcome.UNKNOWN, Trouble.UNREADABLE, "no_receipt", "", SOON)


def send_offers(calls: Calls, items: Sequence[OfferItem], now: datetime) -> Plan[Pushed]:
    """Send one batch; leave out what went out unchanged a moment ago, and what could never be taken."""
    same, wrong, good = _sorted_out(items, now)
    if not good:
        return Pushed(results=[*same, *wrong])
    answer = yield calls.offers([offers.offer(item) for item in good])
    if answers.is_repeat_refused(answer):
        answer = yield from _say_otherwise(calls, good, answer)
    sent = _receipt(answer, [item.external_id for item in good])
    return Pushed(results=[*same, *wrong, *sent.results], ticket=sent.ticket, poll_after=sent.poll_after)


def send_products(calls: Calls, items: Sequence[ListingItem], settings: Mapping[str, str]) -> Plan[Pushed]:
    """Put one batch of products on offer; of those that are there already, say what they say now. Raises
    ChannelTrouble."""
    shown = yield from contents.approved(calls, [item.external_id for item in items])
    rest = [item for item in items if item.external_id not in shown]
    waiting = yield from contents.unapproved(calls, [item.external_id for item in rest])
    new = [item for item in rest if item.external_id not in waiting]
    drafts = [item for item in rest if item.external_id in waiting]
    known = [replace(item, refs=shown[item.external_id].refs) for item in items if item.external_id in shown]
    bodies: tuple[tuple[Callable[[Bodies], HttpRequest], Bodies, list[str]], ...] = (
        (calls.products, [offers.product(item, settings) for item in new], _codes(new)),
        (calls.drafts, [offers.described(item, settings) for item in drafts], _codes(drafts)),
        (calls.contents, contents.bodies(known), _codes(known)),
        (calls.variants, contents.variants(known, shown), _codes(known)),
    )
    sent: list[Pushed] = []
    for send, told, codes in bodies:
        if told:
            named = {str(one.get("barcode")) for one in told}
            sent.append(_receipt((yield send(told)), [code for code in codes if code in named] or codes))
    return Pushed(
        results=answers.worst([result for one in sent for result in one.results]),
        ticket=" ".join(one.ticket for one in sent if one.ticket),
        poll_after=max((one.poll_after for one in sent), default=timedelta(0)),
    )


def _codes(items: Sequence[ListingItem]) -> list[str]:
    return [item.external_id for item in items]


def tell(calls: Calls, op: Op, item: PackageItem, reason_id: int) -> Plan[Pushed]:
    """Tell about one package. If the answer is a refusal or none, look whether it was told before."""
    answer = yield _telling(calls, op, item, reason_id)
    failure = answers.failure_of(answer)
    if failure is None:
        return Pushed(results=[ItemResult(external_id=item.package_id, outcome=Outcome.OK)])
    if op is Op.INVOICE_LINK and isinstance(answer, HttpResponse) and answer.status == FED_BEFORE:
        return Pushed(results=[ItemResult(external_id=item.package_id, outcome=Outcome.SAME)])
    if failure.outcome in {Outcome.INVALID, Outcome.UNKNOWN}:
        status = yield from pulling.read_status(calls, item.package_id)
        if status in _TOLD[op]:
            return Pushed(results=[ItemResult(external_id=item.package_id, outcome=Outcome.SAME, text=status)])
    return Pushed(results=[failure.result(item.package_id)])


def _sorted_out(
    items: Sequence[OfferItem], now: datetime
) -> tuple[list[ItemResult], list[ItemResult], list[OfferItem]]:
    same, wrong, good = [], [], []
    for item in items:
        issue = offers.offer_issue(item)
        if issue:
            wrong.append(
                ItemResult(external_id=item.external_id, outcome=Outcome.INVALID, code="not_sendable", text=issue)
            )
        elif offers.is_same_again(item, now):
            same.append(ItemResult(external_id=item.external_id, outcome=Outcome.SAME))
        else:
            good.append(item)
    return same, wrong, good


def _say_otherwise(calls: Calls, items: Sequence[OfferItem], refused: Answer) -> Plan[Answer]:
    """Say the same in other words: a value that came back within the ban's time is news to the marketplace,
    though the body is one it has had."""
    ways = [offers.wordings(item) for item in items]
    answer = refused
    for turn in range(1, max(len(way) for way in ways)):
        answer = yield calls.offers([way[min(turn, len(way) - 1)] for way in ways])
        if not answers.is_repeat_refused(answer):
            break
    return answer


def _receipt(answer: Answer, barcodes: Sequence[str]) -> Pushed:
    """Read the receipt of a batch: all wait for its result, or all share one failure."""
    failure = answers.failure_of(answer)
    if answers.is_repeat_refused(answer):
        failure = _REPEATED
    if failure is not None:
        return Pushed(results=[failure.result(code) for code in barcodes])
    try:
        ticket = str(answers.body_of(answer)["batchRequestId"])
    except (ChannelTrouble, KeyError, TypeError):
        return Pushed(results=[_NO_RECEIPT.result(code) for code in barcodes])
    waiting = [ItemResult(external_id=code, outcome=Outcome.WAITING) for code in barcodes]
    return Pushed(results=waiting, ticket=ticket, poll_after=timedelta(seconds=2))


def _telling(calls: Calls, op: Op, item: PackageItem, reason_id: int) -> HttpRequest:
    lines = [{"lineId": int(line.external_id), "quantity": line.quantity} for line in item.lines]
    if op is Op.ACCEPT:
        return calls.package_status(item.package_id, PICKING, lines, {})
    if op is Op.INVOICE:
        return calls.package_status(item.package_id, INVOICED, lines, {"invoiceNumber": item.invoice_number})
    if op is Op.TRACKING:
        return calls.tracking(item.package_id, item.tracking_number)
    if op is Op.INVOICE_LINK:
        return calls.invoice_link(item.package_id, item.link)
    return calls.unsupplied(item.package_id, lines, reason_id)
