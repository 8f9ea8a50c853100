"""Plans that approve or decline what a buyer asks to send back. Each looks first how the return stands."""

from __future__ import annotations

from arasta.connectors.shopify import answers, mutations, queries
from arasta.connectors.shopify.client import call
from arasta.connectors.shopify.documents import gid, tail
from arasta.contexts.channels.types import ItemResult, Op, Outcome, PackageItem, Pushed
from arasta.contexts.channels.types.failures import Failure
from arasta.contexts.channels.types.returning import Rejection
from arasta.kernel.transport.wire import Plan

REQUESTED = "REQUESTED"
REJECTIONS = [Rejection("FINAL_SALE"), Rejection("RETURN_PERIOD_ENDED"), Rejection("OTHER")]
_TOLD = {Op.APPROVE_RETURN: {"OPEN", "CLOSED"}, Op.REJECT_RETURN: {"DECLINED"}}
_OF_A_RETURN = "return-"


def answer(op: Op, item: PackageItem) -> Plan[Pushed]:
    """Answer a return. What was answered so before is the same."""
    found = yield from answers.ask(call(queries.RETURNS, id=gid("Order", item.order_id)))
    if isinstance(found, Failure):
        return Pushed(results=[found.result(item.package_id)])
    returns = found["order"]["returns"]["nodes"] if found["order"] else []
    number = item.return_id.removeprefix(_OF_A_RETURN)
    asked = next((one for one in returns if tail(one["id"]) == number and number != item.return_id), None)
    if asked is None:
        return _said(item, Outcome.INVALID, "no_return", "The shop does not know this return.")
    if asked["status"] in _TOLD[op]:
        return _said(item, Outcome.SAME)
    if asked["status"] != REQUESTED:
        return _said(item, Outcome.INVALID, "not_waiting", "Nothing of it waits for an answer.")
    return (yield from _say(op, item, asked["id"]))


def _say(op: Op, item: PackageItem, return_id: str) -> Plan[Pushed]:
    if op is Op.APPROVE_RETURN:
        name, request = "returnApproveRequest", call(mutations.APPROVE_RETURN, id=return_id)
    else:
        name = "returnDeclineRequest"
        request = call(mutations.DECLINE_RETURN, id=return_id, reason=item.reason, note=item.note)
    said = yield from answers.ask(request)
    if isinstance(said, Failure):
        return Pushed(results=[said.result(item.package_id)])
    wrong = answers.complaints(said[name]["userErrors"])
    if wrong:
        return _said(item, Outcome.INVALID, wrong[0].code, wrong[0].result_text())
    return _said(item, Outcome.OK)


def _said(item: PackageItem, outcome: Outcome, code: str = "", text: str = "") -> Pushed:
    return Pushed(results=[ItemResult(external_id=item.package_id, outcome=outcome, code=code, text=text)])
