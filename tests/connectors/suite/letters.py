"""A storm of calls over a channel: customers buy and change their minds, and what the channel calls out to us about it
comes in any order, twice, late, not at all, or from somebody else.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from arasta.contexts.channels.queries import channels as channel_reads
from arasta.contexts.channels.services import connecting, inbox
from arasta.contexts.channels.types.inbound import RawRequest, Refused
from arasta.contexts.orders.types import OrderStatus
from arasta.flows.ordering.hear_channel import hear_channel
from arasta.flows.ordering.pull_channel_orders import pull_channel_orders
from arasta.flows.publishing.push_offers import push_offers
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from tests import makers
from tests.connectors.suite.dice import Dice
from tests.connectors.suite.house import House
from tests.connectors.suite.rig import Bought, Goods
from tests.connectors.suite.test_calls_in import NEVER_SIGNED

LOST, DOUBLED, FORGED = 20, 30, 10
AT_ONCE = 20

_OURS = """
SELECT o.external_id, l.variant_id, sum(l.quantity - l.canceled)::int FROM orders_order o
JOIN orders_line l ON l.order_id = o.id WHERE o.channel_id = %s AND o.status <> %s GROUP BY 1, 2
"""


@dataclass
class LetterStorm:
    """What is played, and what came of it. `events`: how many calls the channel shall make at least;
    `is_signed`: whether it vouches for each byte of them."""

    house: House
    dice: Dice
    events: int
    is_signed: bool
    kinds: int = 6
    units: int = 10_000
    goods: list[Goods] = field(default_factory=list)
    bag: list[RawRequest] = field(default_factory=list)
    wanted: dict[str, tuple[UUID, int]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    lags: list[float] = field(default_factory=list)
    _open: list[Bought] = field(default_factory=list)
    _since: dict[str, datetime] = field(default_factory=dict)

    def rage(self) -> None:
        """Play in waves; after each, half of what is in the bag is delivered and looked at."""
        self.goods = list(self.house.sell(*(f"GOODS-{number}" for number in range(self.kinds)), units=self.units))
        self._listen()
        while self.counts["written"] < self.events:
            self._trade()
            self._wave()
        self._deliver(len(self.bag))

    def _listen(self) -> None:
        door = f"https://shop.example/hooks/{to_public('ins', self.house.installation.id)}"
        connecting.subscribe(self.house.channel, door, actor=SYSTEM)
        self.house.installation = channel_reads.installation(self.house.channel)

    def calm(self) -> None:
        """Read what no call told of, and tell the channel what is left."""
        for _ in range(3):
            self.house.rig.wait(600)
            hear_channel(self.house.installation, at=self.house.rig.now)
            pull_channel_orders(self.house.installation, at=self.house.rig.now)
        self.house.settle()

    def _trade(self) -> None:
        for _ in range(AT_ONCE):
            (self._cancel if self._open and self.dice.between(1, 4) == 1 else self._buy)()

    def _wave(self) -> None:
        while letters := self.house.rig.called():
            self.counts["written"] += len(letters)
            for letter in letters:
                self._put_in(letter)
        self.bag = self.dice.some_of(self.bag, len(self.bag))
        self._deliver(len(self.bag) // 2)
        push_offers(self.house.installation, at=self.house.rig.now)

    def _put_in(self, letter: RawRequest) -> None:
        thrown = self.dice.between(1, 100)
        copies = 0 if thrown <= LOST else 2 if thrown <= LOST + DOUBLED else 1
        self.counts[("lost", "sent once", "doubled")[copies]] += 1
        self.bag += [letter] * copies

    def _deliver(self, count: int) -> None:
        for _ in range(count):
            letter = self.bag.pop()
            assert not self._is_refused(letter)
            if self.dice.between(1, 100) <= FORGED:
                assert self._is_refused(self._forged(letter))
                self.counts["forged"] += 1
        self.house.rig.wait(5)
        hear_channel(self.house.installation, at=self.house.rig.now)
        self._measure()

    def _is_refused(self, letter: RawRequest) -> bool:
        return isinstance(inbox.receive(self.house.installation, letter, now=self.house.rig.now), Refused)

    def _forged(self, letter: RawRequest) -> RawRequest:
        """Change a byte where bodies are signed; else leave out what proves who calls."""
        if self.is_signed:
            place = self.dice.between(0, len(letter.body) - 1)
            return replace(
                letter, body=letter.body[:place] + bytes([letter.body[place] ^ 1]) + letter.body[place + 1 :]
            )
        return replace(letter, headers={name: letter.headers[name] for name in NEVER_SIGNED if name in letter.headers})

    def _buy(self) -> None:
        goods, quantity = self.dice.one_of(self.goods), self.dice.between(1, 3)
        bought = self.house.rig.buy(goods, quantity)
        self.wanted[bought.order_id] = (self.house.variants[goods.external_id], quantity)
        self._since[bought.order_id] = self.house.rig.now
        self._open.append(bought)
        self.counts["bought"] += 1

    def _cancel(self) -> None:
        bought = self._open.pop(self.dice.between(0, len(self._open) - 1))
        self.house.rig.cancel(bought)
        del self.wanted[bought.order_id]
        self.counts["canceled"] += 1

    def _measure(self) -> None:
        """Note how long it took until orders of which a call told were in our book."""
        found = db.rows(
            "SELECT external_id FROM orders_order WHERE channel_id = %s AND external_id = ANY(%s)",
            [self.house.channel, list(self._since)],
        )
        self.lags += [(self.house.rig.now - self._since.pop(key)).total_seconds() for (key,) in found]

    def ours(self) -> dict[str, tuple[UUID, int]]:
        """Return what buyers still want by order, as our book has it."""
        found = db.rows(_OURS, [self.house.channel, OrderStatus.CANCELED])
        return {key: (variant, units) for key, variant, units in found if units}

    def doubled(self) -> int:
        """Return how many orders are in our book more than once."""
        [(count,)] = db.rows(
            "SELECT count(*) - count(DISTINCT external_id) FROM orders_order WHERE channel_id = %s",
            [self.house.channel],
        )
        return int(count)

    def shelves(self) -> dict[str, tuple[int, ...]]:
        """Return units on hand, promised, and shown at the channel, by the channel's id."""
        return {
            one.external_id: (
                *makers.level_of(self.house.variants[one.external_id], self.house.warehouse)[:2],
                self.house.rig.units(one),
            )
            for one in self.goods
        }

    def promised(self) -> dict[str, tuple[int, ...]]:
        """Return what the shelves must say by what was bought."""
        wanted: Counter[UUID] = Counter()
        for variant, units in self.wanted.values():
            wanted[variant] += units
        said = {one.external_id: wanted[self.house.variants[one.external_id]] for one in self.goods}
        return {key: (self.units, units, self.units - units) for key, units in said.items()}
