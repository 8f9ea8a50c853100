"""Refunds as returns. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from arasta.connectors.woocommerce.amounts import minor
from arasta.connectors.woocommerce.documents import Refund, in_gmt, milliseconds
from arasta.connectors.woocommerce.mapping import item_of
from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import Trouble
from arasta.contexts.channels.types.returning import ChannelReturn, ChannelReturnLine, ReturnState
from arasta.kernel.money import Money
from arasta.kernel.transport.wire import write_json


def returns_of(order: Mapping[str, Any], refunds: Sequence[Any], currency: str) -> list[ChannelReturn]:
    """Read the refunds of an order: each is money that went back, with the units it was for, if for any.

    A shop does not say whether they came back on the shelf. Raises ChannelTrouble.
    """
    try:
        read = msgspec.convert(list(refunds), list[Refund])
    except msgspec.ValidationError as wrong:
        raise ChannelTrouble(Trouble.UNREADABLE, str(wrong)) from wrong
    return [_return(str(order.get("id")), refund, raw, currency) for refund, raw in zip(read, refunds, strict=True)]


def _return(order_id: str, refund: Refund, raw: Any, currency: str) -> ChannelReturn:
    return ChannelReturn(
        external_id=str(refund.id),
        order_id=order_id,
        state=ReturnState.REFUNDED,
        external_status="refunded",
        version=milliseconds(refund.date_created_gmt),
        asked_at=in_gmt(refund.date_created_gmt),
        lines=[
            ChannelReturnLine(
                external_id=str(line.id),
                line_id=str(item_of(line) or ""),
                sku=line.sku or "",
                quantity=abs(line.quantity),
                reason=refund.reason,
                never_left=True,  # an order is read without the units that were refunded, sent or not
            )
            for line in refund.line_items
            if line.quantity
        ],
        refunded=Money(minor(abs(refund.amount), currency), currency),
        raw=write_json(raw).decode(),
    )
