"""What a buyer asks to send back is approved or declined in the shop, once."""

from __future__ import annotations

import pytest

from arasta.contexts.channels.types import Op, Outcome, PackageItem, Stream
from arasta.contexts.channels.types.returning import ChannelReturn, ReturnState
from tests.connectors.shopify.rig import ShopifyRig
from tests.connectors.suite.bench import Bench


class Asked:
    """A return that a buyer asked for."""

    def __init__(self, bench: Bench, shop: ShopifyRig) -> None:
        self.bench, self.shop = bench, shop
        [cup] = shop.offer("CUP", units=9)
        self.bought = shop.buy(cup, 2)
        shop.wait(1)
        sent = PackageItem(
            package_id=self.bought.package_id, order_id=self.bought.order_id, tracking_number="T1", carrier="DHL"
        )
        bench.run(bench.connector.tell(Op.TRACKING, sent))
        shop.control("POST", f"/orders/{self.bought.order_id}/return", json={})
        shop.wait(60)

    def found(self) -> ChannelReturn:
        page = self.bench.run(self.bench.connector.pull(Stream.RETURNS, watermark="", cursor="", now=self.shop.now))
        [one] = page.returns
        return one

    def answer(self, op: Op, *, return_id: str = "", reason: str = "") -> tuple[Outcome, str]:
        item = PackageItem(
            package_id="r",
            order_id=self.bought.order_id,
            return_id=return_id or self.found().external_id,
            reason=reason,
            note="Worn for a week",
        )
        [result] = self.bench.run(self.bench.connector.tell(op, item)).results
        self.shop.wait(60)
        return result.outcome, result.code


@pytest.fixture
def asked(bench: Bench, shop: ShopifyRig) -> Asked:
    return Asked(bench, shop)


@pytest.mark.parametrize(
    ("op", "state"),
    [
        pytest.param(Op.APPROVE_RETURN, ReturnState.APPROVED, id="approved"),
        pytest.param(Op.REJECT_RETURN, ReturnState.REJECTED, id="declined"),
    ],
)
def test_it_is_answered_once(asked: Asked, op: Op, state: ReturnState) -> None:
    before = asked.found()

    said = [asked.answer(op, reason="FINAL_SALE") for _ in range(2)]

    after = asked.found()
    assert (before.state, before.awaits_answer) == (ReturnState.REQUESTED, True)
    assert said == [(Outcome.OK, ""), (Outcome.SAME, "")]
    assert (after.state, after.awaits_answer) == (state, False)


def test_what_was_declined_cannot_be_approved(asked: Asked) -> None:
    asked.answer(Op.REJECT_RETURN, reason="OTHER")

    assert asked.answer(Op.APPROVE_RETURN) == (Outcome.INVALID, "not_waiting")


@pytest.mark.parametrize("return_id", ["return-404", "refund-1", "404"])
def test_an_unknown_return_is_said_so(asked: Asked, return_id: str) -> None:
    assert asked.answer(Op.APPROVE_RETURN, return_id=return_id) == (Outcome.INVALID, "no_return")
