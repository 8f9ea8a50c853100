"""The feed in which a seller declines items of orders; it is XML, as such feeds have always been."""

from typing import Any
from xml.etree import ElementTree

from arasta.twins.amazon import orders
from arasta.twins.amazon.types import Books
from arasta.twins.wire import Refusal

DECLINED = "Failure"
REASONS = {"NoInventory", "ShippingAddressUndeliverable", "CustomerExchange", "BuyerCanceled", "GeneralAdjustment"}


def take(books: Books, content: bytes) -> dict[str, Any]:
    """Cancel what is declined and report how many messages were taken."""
    try:
        envelope = ElementTree.fromstring(content)  # noqa: S314 - what the connector under test wrote
    except ElementTree.ParseError:
        return {"messagesProcessed": 0, "messagesSuccessful": 0}
    messages = envelope.findall("Message/OrderAcknowledgement")
    taken = sum(_take(books, one) for one in messages)
    return {"messagesProcessed": len(messages), "messagesSuccessful": taken}


def _take(books: Books, message: ElementTree.Element) -> bool:
    items = message.findall("Item")
    line_ids = [one.findtext("AmazonOrderItemCode", "") for one in items]
    if message.findtext("StatusCode") != DECLINED or {one.findtext("CancelReason") for one in items} - REASONS:
        return False
    try:
        orders.cancel(books, message.findtext("AmazonOrderID", ""), line_ids or None, by="SELLER")
    except Refusal:
        return False
    return True
