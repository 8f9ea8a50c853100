"""A connector on its rig: plans are carried out by the real transport, whose waiting moves the rig's time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from arasta.contexts.channels.ports import connector_named
from arasta.contexts.channels.services.tokens import OwnToken
from arasta.contexts.channels.types import (
    ChannelOrder,
    ItemResult,
    OfferItem,
    Op,
    Outcome,
    PulledPage,
    Pushed,
    Stream,
    Unmapped,
)
from arasta.kernel.money import Money
from arasta.kernel.transport.limits import Limits
from arasta.kernel.transport.recording import Recording
from arasta.kernel.transport.sending import Pace, Terms, Transport
from arasta.kernel.transport.wire import Plan
from tests.connectors.suite.rig import Goods, Rig

T = TypeVar("T")

MOST_PAGES = 50
MOST_POLLS = 30


class Bench:
    """A connector, its transport, and the twin behind it."""

    def __init__(self, rig: Rig) -> None:
        opened = connector_named(rig.connector)(rig.account)
        self.rig, self.connector, self.slept = rig, opened.connector, list[float]()
        self.able = opened.connector.capabilities()
        pace = Pace(now=self._seconds, sleep=self._sleep)
        self.transport = Transport(
            rig.client(),
            base_url=opened.base_url,
            headers=opened.headers,
            limits=Limits(self.able.rate_groups),
            recording=Recording(self.able.private_keys),
            pace=pace,
            terms=Terms(
                read_budget=opened.read_budget, identity=OwnToken(opened.token, pace) if opened.token else None
            ),
        )
        self._version = 0

    def _seconds(self) -> float:
        return self.rig.now.timestamp()

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.rig.wait(seconds)

    def run(self, plan: Plan[T]) -> T:
        """Carry a plan out."""
        return self.transport.run(plan)

    def stock(self, goods: Goods, quantity: int, *, price_minor: int | None = None) -> OfferItem:
        """Say a quantity, newer than all said before."""
        self._version += 1
        price = None if price_minor is None else Money(price_minor, self.rig.account.currency)
        return OfferItem(
            listing_id=UUID(int=self._version),
            external_id=goods.external_id,
            version=self._version,
            quantity=quantity,
            price=price,
            list_price=price,
            refs=goods.refs,
        )

    def push(self, *items: OfferItem) -> Pushed:
        """Send one batch."""
        return self.run(self.connector.push_offers(items, now=self.rig.now))

    def settled(self, op: Op, pushed: Pushed) -> Sequence[ItemResult]:
        """Return what became of each item in the end."""
        if not pushed.ticket:
            return pushed.results
        answered = [result for result in pushed.results if result.outcome is not Outcome.WAITING]
        wait = pushed.poll_after
        for _ in range(MOST_POLLS):
            self.rig.wait(wait.total_seconds())
            polled = self.run(self.connector.poll(op, pushed.ticket))
            if polled.is_done:
                named = {result.external_id for result in polled.results}
                waited = [result.external_id for result in pushed.results if result.outcome is Outcome.WAITING]
                rest = [code for code in waited if polled.rest and code not in named]
                return [
                    *answered,
                    *polled.results,
                    *(ItemResult(external_id=code, outcome=polled.rest or Outcome.OK) for code in rest),
                ]
            wait = polled.poll_after
        raise AssertionError("the batch is never done")

    def read_page(self, watermark: str = "", cursor: str = "") -> PulledPage:
        """Read one page of orders."""
        return self.run(self.connector.pull(Stream.ORDERS, watermark=watermark, cursor=cursor, now=self.rig.now))

    def read_orders(self, watermark: str = "") -> tuple[list[ChannelOrder | Unmapped], str]:
        """Read all orders to the end, as the import does; return them with the watermark reached."""
        found: list[ChannelOrder | Unmapped] = []
        cursor = ""
        for _ in range(MOST_PAGES):
            page = self.read_page(watermark, cursor)
            found += [*page.orders, *page.unmapped]
            watermark, cursor = page.watermark or watermark, page.cursor
            if not cursor and not page.is_behind:
                return found, watermark
        raise AssertionError("the stream has no end")


def outcomes(results: Sequence[ItemResult]) -> dict[str, Outcome]:
    """Return what became of each item by its id."""
    return {result.external_id: result.outcome for result in results}
