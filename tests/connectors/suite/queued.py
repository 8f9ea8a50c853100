"""The same storm over a channel that leaves its notices in a queue of ours: the queue itself loses some, doubles some and
hands some out late; and whoever may write into it leaves notices of orders that never were.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from arasta.contexts.channels.types import Stream
from arasta.flows.ordering.hear_channel import hear_channel
from arasta.flows.ordering.pull_stream import pull_stream
from arasta.flows.publishing.poll_tickets import poll_tickets
from arasta.flows.publishing.push_offers import push_offers
from arasta.kernel import db
from arasta.twins.faults import Fault
from tests.connectors.suite.bench import Bench
from tests.connectors.suite.dice import Dice
from tests.connectors.suite.house import House
from tests.connectors.suite.letters import DOUBLED, LOST, LetterStorm

LATE = 30
FAULTS = {Fault.LOST_WEBHOOK: LOST, Fault.DUPLICATE_DELIVERY: DOUBLED, Fault.REORDER: LATE}
NAMES = {Fault.LOST_WEBHOOK: "lost", Fault.DUPLICATE_DELIVERY: "doubled", Fault.REORDER: "late"}


@dataclass
class QueueStorm(LetterStorm):
    """What is played, and what came of it: `taken` notices came out of the queue."""

    def _listen(self) -> None:
        given = {fault.value: {"percent": percent, "times": None} for fault, percent in FAULTS.items()}
        self._control("PUT", "/faults", json={"seed": self.dice.between(1, 1000), "faults": given})

    def _wave(self) -> None:
        self._forge()
        waited = self._waiting()
        pull_stream(self.house.installation, Stream.NOTICES, at=self.house.rig.now)
        self.counts["taken"] += waited - self._waiting()
        self._count()
        hear_channel(self.house.installation, at=self.house.rig.now)
        self._measure()
        push_offers(self.house.installation, at=self.house.rig.now)
        self.house.rig.wait(30)
        poll_tickets(self.house.installation, at=self.house.rig.now)

    def _deliver(self, count: int) -> None:
        """Take what is left, after the late ones are due."""
        self._control("DELETE", "/faults")
        self.house.rig.wait(60)
        self._wave()

    def calm(self) -> None:
        """Read what no notice told of. Few searches are granted, so that takes its time."""
        while self.counts["quiet"] < 3:
            known = self._known()
            super().calm()
            self.counts["quiet"] = self.counts["quiet"] + 1 if self._known() == known else 0

    def _known(self) -> int:
        [(count,)] = db.rows("SELECT count(*) FROM orders_order WHERE channel_id = %s", [self.house.channel])
        return int(count)

    def _forge(self) -> None:
        """Leave a notice of an order that nobody placed."""
        if self.counts["forged"] < 2:
            made = f"404-{self.dice.between(10**6, 10**7 - 1)}-{self.dice.between(10**6, 10**7 - 1)}"
            self._control("POST", "/notices", json={"orderId": made})
            self.counts["forged"] += 1

    def _count(self) -> None:
        shown = self._control("GET", "/faults")
        self.counts |= {NAMES[fault]: max(shown[fault.value]["fired"], self.counts[NAMES[fault]]) for fault in FAULTS}
        self.counts["written"] = self.counts["taken"] + self._waiting() + self.counts["lost"] - self.counts["doubled"]

    def _waiting(self) -> int:
        return int(self._control("GET", "/state")["noticesWaiting"])

    def _control(self, method: str, path: str, **options: Any) -> Any:
        rig: Any = self.house.rig
        return rig.control(method, path, **options)


def storm_over(house: House, dice: Dice, *, events: int, kinds: int = 6) -> LetterStorm:
    """Return the storm for the way in which a channel tells us what changed."""
    webhook = Bench(house.rig).able.webhook
    if webhook is None:
        return QueueStorm(house, dice, events=events, is_signed=False, kinds=kinds)
    return LetterStorm(house, dice, events=events, is_signed=webhook.is_signed, kinds=kinds)
