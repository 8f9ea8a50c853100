"""Plans that cancel what we cannot send: a feed in XML, in which whole items of an order are declined."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from xml.sax.saxutils import escape

from arasta.connectors.amazon import answers, feeds, mapping
from arasta.connectors.amazon.account import Shop
from arasta.connectors.amazon.client import Calls, upload
from arasta.connectors.amazon.documents import Doc, Order
from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import ItemResult, Outcome, PackageItem, Polled, Pushed, Trouble
from arasta.contexts.channels.types.failures import SOON, Failure
from arasta.kernel.transport.wire import Plan

FEED_TYPE = "POST_ORDER_ACKNOWLEDGEMENT_DATA"
CONTENT = "text/xml; charset=UTF-8"
REASON = "NoInventory"
FIRST_POLL = timedelta(seconds=60)
_GONE = "CANCELLED"


class Answered(Doc):
    order: Order


def cancel(calls: Calls, shop: Shop, item: PackageItem) -> Plan[Pushed]:
    """Decline items of an order; Amazon declines whole items only. What is canceled already is the same."""
    try:
        order = answers.expect((yield calls.order(item.order_id or item.package_id)), Answered).order
        gone = _gone(order)
        wanted = [line for line in item.lines if line.external_id not in gone]
        if not wanted:
            return _said(item, Outcome.SAME)
        left = {one.order_item_id: mapping.left_of(order, one) for one in order.order_items}
        if any(left.get(line.external_id) != line.quantity for line in wanted):
            text = "Amazon cancels whole items only; agree with the buyer, or cancel the item there."
            return _said(item, Outcome.INVALID, "part_of_an_item", text)
        placed = answers.expect((yield calls.new_document(CONTENT)), feeds.Placed)
        content = acknowledgement(shop.seller_id, order.order_id, [line.external_id for line in wanted])
        answers.expect_good((yield upload(placed.url, content, CONTENT)))
        begun = answers.expect((yield calls.new_feed(placed.feed_document_id, FEED_TYPE)), feeds.Begun)
    except ChannelTrouble as trouble:
        outcome = Outcome.AUTH if trouble.trouble is Trouble.AUTH else Outcome.RETRY
        failure = Failure(outcome, trouble.trouble, trouble.trouble.value, trouble.detail, SOON)
        return Pushed(results=[failure.result(item.package_id)])
    waiting = ItemResult(external_id=item.package_id, outcome=Outcome.WAITING)
    return Pushed(results=[waiting], ticket=begun.feed_id, poll_after=FIRST_POLL)


def poll(calls: Calls, feed_id: str) -> Plan[Polled]:
    """Ask whether it was worked off; what became of the order is read with the order. Raises ChannelTrouble."""
    answer = yield calls.feed(feed_id)
    if answers.is_missing(answer):
        return Polled(is_done=True, lost=True)
    feed = answers.expect(answer, feeds.Feed)
    if feed.processing_status in feeds.RUNNING:
        return Polled(is_done=False, poll_after=feeds.NEXT_POLL)
    return Polled(is_done=True, rest=Outcome.OK)


def acknowledgement(seller_id: str, order_id: str, item_ids: Sequence[str]) -> bytes:
    """Write the feed."""
    items = "".join(
        f"<Item><AmazonOrderItemCode>{escape(one)}</AmazonOrderItemCode><CancelReason>{REASON}</CancelReason></Item>"
        for one in item_ids
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<AmazonEnvelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        ' xsi:noNamespaceSchemaLocation="amzn-envelope.xsd">'
        "<Header><DocumentVersion>1.01</DocumentVersion>"
        f"<MerchantIdentifier>{escape(seller_id)}</MerchantIdentifier></Header>"
        "<MessageType>OrderAcknowledgement</MessageType><Message><MessageID>1</MessageID><OrderAcknowledgement>"
        f"<AmazonOrderID>{escape(order_id)}</AmazonOrderID><StatusCode>Failure</StatusCode>{items}"
        "</OrderAcknowledgement></Message></AmazonEnvelope>"
    ).encode()


def _gone(order: Order) -> set[str]:
    if order.fulfillment is not None and order.fulfillment.fulfillment_status == _GONE:
        return {one.order_item_id for one in order.order_items}
    return {one.order_item_id for one in order.order_items if not mapping.left_of(order, one)}


def _said(item: PackageItem, outcome: Outcome, code: str = "", text: str = "") -> Pushed:
    return Pushed(results=[ItemResult(external_id=item.package_id, outcome=outcome, code=code, text=text)])
