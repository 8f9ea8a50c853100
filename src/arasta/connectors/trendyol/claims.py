"""Claims: what buyers send back. One unit is one item of a claim, with a status of its own.

The seller gives the money back by approving items, or rejects them for one of the marketplace's reasons. The service
picks claims by the day they were made, so it is read again as far back as a claim may still change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec

from arasta.connectors.trendyol import answers
from arasta.connectors.trendyol.client import Calls
from arasta.connectors.trendyol.documents import Claim
from arasta.connectors.trendyol.windows import Place, content_of, instant, page_of
from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import ItemResult, Op, Outcome, PackageItem, PulledPage, Pushed, Trouble
from arasta.contexts.channels.types.returning import ChannelReturn, ChannelReturnLine, Rejection, ReturnState
from arasta.kernel.money import Money
from arasta.kernel.transport.wire import Plan, write_json

PAGE = 200
STILL_CHANGES = timedelta(days=45)
WAITING = "WaitingInAction"
ACCEPTED = "Accepted"
APPROVED = {ACCEPTED, "WaitingFraudCheck"}
REJECTED = {"Rejected", "InAnalysis", "Unresolved"}
STATES = {
    "Created": ReturnState.REQUESTED,
    WAITING: ReturnState.RECEIVED,
    "WaitingFraudCheck": ReturnState.RECEIVED,
    "InAnalysis": ReturnState.RECEIVED,
    "Unresolved": ReturnState.RECEIVED,
    ACCEPTED: ReturnState.REFUNDED,
    "Rejected": ReturnState.REJECTED,
    "Cancelled": ReturnState.CANCELLED,
}
# The reasons that hold since October 2026; two of them need no picture.
REJECTIONS = [
    *(Rejection(code, needs_file=True) for code in ("51", "151", "201", "401", "1951", "2051", "2077", "2078", "2079")),
    Rejection("451"),
    Rejection("1651"),
]
LONGEST_NOTE = 500
# Where the items of a claim stand differently, the claim stands where most is still to be done.
_ORDER = (
    ReturnState.UNKNOWN,
    ReturnState.REQUESTED,
    ReturnState.RECEIVED,
    ReturnState.REFUNDED,
    ReturnState.REJECTED,
    ReturnState.CANCELLED,
)


def read_page(calls: Calls, at: Place, currency: str) -> Plan[PulledPage]:
    """Read one page of claims."""
    body = answers.expect_json((yield calls.claims(at.start, at.end, at.page, PAGE)))
    documents = content_of(body)
    return page_of(at, body, returns=returns_of(documents, currency))


def returns_of(documents: Sequence[Any], currency: str) -> list[ChannelReturn]:
    """Read claims as returns. Raises ChannelTrouble."""
    return [_return(claim, raw, currency) for claim, raw in zip(_claims(documents), documents, strict=True)]


def approve(calls: Calls, item: PackageItem) -> Plan[Pushed]:
    """Give money back: approve what waits for us of the lines that came back. What was approved before is the same."""
    answer = yield calls.claims_of(item.order_id)
    try:
        claims = _claims(content_of(answers.expect_json(answer)))
    except ChannelTrouble as trouble:
        return _troubled(item, trouble)
    wanted = {line.external_id for line in item.lines}
    ours = [
        (claim.id, one)
        for claim in claims
        for group in claim.items
        if str(group.order_line.id) in wanted or not wanted
        for one in group.claim_items
    ]
    waiting: dict[str, list[str]] = {}
    for claim_id, one in ours:
        if one.claim_item_status.name == WAITING:
            waiting.setdefault(claim_id, []).append(one.id)
    for claim_id, item_ids in waiting.items():
        failure = answers.failure_of((yield calls.approve_claim(claim_id, item_ids)))
        if failure is not None:
            return Pushed(results=[failure.result(item.package_id)])
    if waiting:
        return _said(item, Outcome.OK)
    if any(one.claim_item_status.name == ACCEPTED for _, one in ours):
        return _said(item, Outcome.SAME)
    return _said(item, Outcome.INVALID, "no_claim", "The buyer has sent nothing of it back that waits for approval.")


def answer(calls: Calls, op: Op, item: PackageItem) -> Plan[Pushed]:
    """Approve or reject what of a claim waits for us. What was answered so before is the same."""
    try:
        found = yield from _find(calls, item)
    except ChannelTrouble as trouble:
        return _troubled(item, trouble)
    if found is None:
        return _said(item, Outcome.INVALID, "no_claim", "The marketplace does not know this return any more.")
    items = [one for group in found.items for one in group.claim_items]
    waiting = [one.id for one in items if one.claim_item_status.name == WAITING]
    told = APPROVED if op is Op.APPROVE_RETURN else REJECTED
    if not waiting:
        is_told = all(one.claim_item_status.name in told for one in items)
        text = "Nothing of it waits for an answer."
        return _said(item, Outcome.SAME) if is_told else _said(item, Outcome.INVALID, "not_waiting", text)
    if op is Op.APPROVE_RETURN:
        failure = answers.failure_of((yield calls.approve_claim(found.id, waiting)))
    else:
        note = item.note[:LONGEST_NOTE]
        failure = answers.failure_of((yield calls.reject_claim(found.id, waiting, item.reason, note, item.files)))
    return Pushed(results=[failure.result(item.package_id)]) if failure else _said(item, Outcome.OK)


def _find(calls: Calls, item: PackageItem) -> Plan[Claim | None]:
    body = answers.expect_json((yield calls.claims_of(item.order_id)))
    return next((one for one in _claims(content_of(body)) if one.id == item.return_id), None)


def _troubled(item: PackageItem, trouble: ChannelTrouble) -> Pushed:
    outcome = Outcome.AUTH if trouble.trouble is Trouble.AUTH else Outcome.RETRY
    return _said(item, outcome, trouble.trouble, trouble.detail)


def _claims(documents: Sequence[Any]) -> list[Claim]:
    try:
        return msgspec.convert(list(documents), list[Claim])
    except msgspec.ValidationError as wrong:
        raise ChannelTrouble(Trouble.UNREADABLE, str(wrong)) from wrong


def _return(claim: Claim, raw: Any, currency: str) -> ChannelReturn:
    words = Counter(one.claim_item_status.name for group in claim.items for one in group.claim_items)
    states = {STATES.get(word, ReturnState.UNKNOWN) for word in words}
    accepted = [
        Money.of(group.order_line.price, currency).minor
        for group in claim.items
        for one in group.claim_items
        if one.claim_item_status.name == ACCEPTED
    ]
    return ChannelReturn(
        external_id=claim.id,
        order_id=claim.order_number,
        state=min(states, key=_ORDER.index, default=ReturnState.UNKNOWN),
        external_status=", ".join(sorted(words)),
        version=claim.last_modified_date or claim.claim_date,
        asked_at=instant(claim.claim_date),
        lines=[
            ChannelReturnLine(
                external_id=group.claim_items[0].id,
                line_id=str(group.order_line.id),
                sku=group.order_line.barcode,
                quantity=len(group.claim_items),
                reason=group.claim_items[0].customer_claim_item_reason.name,
            )
            for group in claim.items
            if group.claim_items
        ],
        refunded=Money(sum(accepted), currency) if accepted else None,
        awaits_answer=WAITING in words,
        raw=write_json(raw).decode(),
    )


def _said(item: PackageItem, outcome: Outcome, code: str = "", text: str = "") -> Pushed:
    return Pushed(results=[ItemResult(external_id=item.package_id, outcome=outcome, code=code, text=text)])
