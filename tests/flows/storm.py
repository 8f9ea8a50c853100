"""A storm over the stall: customers buy and change their minds, and what the marketplace calls out to us comes in any order,
twice, late, not at all, or from somebody else.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from random import Random  # noqa: TID251 - a storm draws from a seed that is given
from typing import Any

from arasta.contexts.orders.types import OrderStatus
from arasta.kernel import db
from tests import makers
from tests.flows.calling import CallingStall
from tests.twins.makers import CONTROL, every_line

FAULTS = {"rate_limited": 3, "rate_limited_bare": 3, "page_shift": 20, "cursor_expired": 10, "unknown_field": 10}
LOST, DOUBLED, FORGED = 0.2, 0.3, 0.1
AT_ONCE = 60


@dataclass
class Storm:
    """What is played and what came of it. `events` is how many letters the marketplace shall write at least."""

    stall: CallingStall
    random: Random
    barcodes: list[str]
    events: int
    units: int
    open_packages: list[int] = field(default_factory=list)
    bag: list[bytes] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    since: dict[str, datetime] = field(default_factory=dict)
    lags: list[float] = field(default_factory=list)

    def rage(self) -> None:
        """Play in waves; after each, a part of what is in the bag is delivered, and a worker does what it hints at."""
        variants = self.stall.offer(*self.barcodes, units=self.units)
        self.variants = dict(zip(self.barcodes, variants, strict=True))
        faults = {name: {"percent": percent, "times": None} for name, percent in FAULTS.items()}
        self.stall.world.control("PUT", "/faults", json={"seed": self.random.randrange(1000), "faults": faults})
        while self.counts["written"] < self.events:
            self._wave()
        self._deliver(len(self.bag))
        self.counts["waiting at the end"] = len(self.bag)

    def calm(self) -> None:
        """Let the marketplace answer again, and read what no call told of."""
        self.stall.all_is_well()
        for _ in range(12):
            self.stall.hear(hours=1)
            self.stall.pull()

    def _wave(self) -> None:
        for _ in range(AT_ONCE):
            self.random.choice([self._buy, self._buy, self._buy, self._cancel, self._reduce, self._pick])()
        letters = self.stall.letters()
        self.counts["written"] += len(letters)
        for letter in letters:
            copies = 0 if self.random.random() < LOST else 2 if self.random.random() < DOUBLED else 1
            self.counts["lost" if not copies else "doubled" if copies == 2 else "sent once"] += 1
            self.bag += [letter] * copies
        self.random.shuffle(self.bag)
        self._deliver(len(self.bag) // 2)

    def _deliver(self, count: int) -> None:
        for place in range(count):
            letter = self.bag.pop()
            assert self.stall.deliver(letter) == 200
            self.counts["delivered"] += 1
            if self.random.random() < FORGED:
                assert self.stall.deliver(_forged(letter), key="a-guess") == 401
                self.counts["forged"] += 1
            if place % 40 == 0:
                self._work()

    def _work(self) -> None:
        heard = self.stall.hear()
        self.counts["read because of a call"] += heard.done
        self.counts["known by then"] += heard.known
        self._measure()

    def _measure(self) -> None:
        """Note how long it took until orders of which a call told were in our book."""
        found = db.rows(
            "SELECT external_id FROM orders_order WHERE channel_id = %s AND external_id = ANY(%s)",
            [self.stall.channel, list(self.since)],
        )
        self.lags += [(self.stall.world.time - self.since.pop(key)).total_seconds() for (key,) in found]

    def _buy(self) -> None:
        wanted = self.random.sample(self.barcodes, self.random.choice([1, 1, 2]))
        lines = [{"barcode": code, "quantity": self.random.randint(1, 3)} for code in wanted]
        self.stall.world.wait(seconds=1)
        answer = self.stall.world.call("POST", f"{CONTROL}/orders", json={"lines": lines})
        self.counts["bought" if answer.status_code == 201 else "sold out"] += 1
        if answer.status_code == 201:
            self.since[answer.json()["orderNumber"]] = self.stall.world.time
            self.open_packages.append(answer.json()["packageId"])

    def _cancel(self) -> None:
        if self.open_packages:
            key = self.open_packages.pop(self.random.randrange(len(self.open_packages)))
            self._ask(f"/packages/{key}/cancel", {})
            self.counts["canceled"] += 1

    def _reduce(self) -> None:
        """Cancel one unit of one line; the package is made anew."""
        if not self.open_packages:
            return
        place = self.random.randrange(len(self.open_packages))
        key = self.open_packages[place]
        rows = self.stall.world.control("GET", "/packages", params={"after": key - 1, "limit": 1})["packages"]
        line = self.random.choice(every_line(rows[0]))
        made = self._ask(f"/packages/{key}/cancel", {"lines": [{**line, "quantity": 1}]})["packageIds"]
        left = [one for one in made if self._is_open(one)]
        self.open_packages[place : place + 1] = left
        self.counts["canceled in part"] += 1

    def _is_open(self, key: int) -> bool:
        rows = self.stall.world.control("GET", "/packages", params={"after": key - 1, "limit": 1})["packages"]
        return rows[0]["status"] in {"Created", "Picking"}

    def _pick(self) -> None:
        """The seller's people begin to pick; the buyer can still cancel."""
        if self.open_packages:
            self._ask(
                f"/packages/{self.random.choice(self.open_packages)}/status", {"status": "Picking", "force": True}
            )
            self.counts["moved on"] += 1

    def _ask(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        self.stall.world.wait(seconds=1)
        answer = self.stall.world.call("POST", CONTROL + path, json=body)
        return dict(answer.json()) if answer.is_success else {"packageIds": [int(path.split("/")[2])]}

    def ours(self) -> dict[str, dict[str, int]]:
        """Return what buyers still want by order and barcode, as our book has it."""
        names = {variant: code for code, variant in self.variants.items()}
        found = db.rows(
            "SELECT o.external_id, l.variant_id, l.quantity - l.canceled FROM orders_order o"
            " JOIN orders_line l ON l.order_id = o.id WHERE o.channel_id = %s AND o.status <> %s",
            [self.stall.channel, OrderStatus.CANCELED],
        )
        wanted: dict[str, Counter[str]] = {}
        for number, variant, units in found:
            wanted.setdefault(number, Counter())[names[variant]] += units
        return {number: dict(+lines) for number, lines in wanted.items()}

    def doubled(self) -> int:
        """Return how many of the marketplace's orders are in our book more than once."""
        rows = db.rows(
            "SELECT count(*) FROM (SELECT FROM orders_order WHERE channel_id = %s GROUP BY external_id"
            " HAVING count(*) > 1) d",
            [self.stall.channel],
        )
        return int(rows[0][0])

    def shelves(self) -> dict[str, tuple[int, int]]:
        """Return units on hand and promised by barcode."""
        return {code: makers.level_of(key, self.stall.warehouse)[:2] for code, key in self.variants.items()}

    def promised(self) -> dict[str, tuple[int, int]]:
        """Return what the shelves must say by the marketplace's own word."""
        wanted: Counter[str] = Counter()
        for lines in self.stall.truth().values():
            wanted.update(lines)
        return {code: (self.units, wanted[code]) for code in self.barcodes}


def _forged(letter: bytes) -> bytes:
    """Write what somebody would who wants goods for nothing."""
    told = json.loads(letter)
    for one in told["content"]:
        one["orderNumber"] = f"666{one['orderNumber']}"
    return json.dumps(told).encode()
