"""What clients were told, what the books say, and where the two contradict each other. Pure: it asks nobody."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """What a client knows after an answer, or after none."""

    OK = "ok"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Told:
    """One answer about one wish; status 0 means that the line broke or nothing came in time."""

    wish: str
    outcome: Outcome
    status: int = 0
    code: str = ""
    order: str = ""
    total: int = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """An order that a client set out to place; its name is the e-mail address that only this order bears."""

    name: str
    lines: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Booked:
    """An order as the database keeps it."""

    id: str
    wish: str
    total: int
    paid: int
    lines: Mapping[str, int]
    allocated: Mapping[str, int]
    facts: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """A SKU at all locations: what there was at first, what came, and what the levels say now."""

    opening: int
    received: int
    on_hand: int
    committed: int
    reserved: int


@dataclass(frozen=True, slots=True)
class Books:
    """All that the checker wants to know of the database. `troubles` are sentences of whoever read it."""

    orders: Sequence[Booked]
    shelves: Mapping[str, Shelf]
    receipts: Mapping[str, int]
    troubles: Sequence[str] = ()


@dataclass
class History:
    """Written by many clients at once, in the order of the answers."""

    told: list[Told] = field(default_factory=list)
    wishes: dict[str, Wish] = field(default_factory=dict)
    given_up: set[str] = field(default_factory=set)
    receipts: dict[str, Outcome] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wish(self, wish: Wish) -> None:
        """Note an order before it is asked for the first time."""
        with self._lock:
            self.wishes[wish.name] = wish

    def tell(self, told: Told) -> None:
        """Note an answer about an order."""
        with self._lock:
            self.told.append(told)
            self.acknowledged += told.outcome is Outcome.OK

    def count(self, status: int, code: str) -> None:
        """Count any answer, whatever it was about."""
        with self._lock:
            self.answers[f"{status} {code}".strip() if status else "no answer"] += 1

    def give_up(self, wish: str) -> None:
        """Note that nobody will ask about this order again."""
        with self._lock:
            self.given_up.add(wish)

    def receipt(self, reference: str, outcome: Outcome) -> None:
        """Note what was told of goods that came in."""
        with self._lock:
            self.receipts[reference] = outcome

    def figures(self) -> dict[str, int]:
        """Count wishes by what their client knows at the end."""
        last = Counter(outcome.value for outcome in self._last().values())
        return {"orders wished": len(self.wishes), **{one.value: last[one.value] for one in Outcome}}

    def _last(self) -> dict[str, Outcome]:
        return {one.wish: one.outcome for one in self.told}


def contradictions(history: History, books: Books) -> list[str]:
    """Return a sentence for everything a client was told, or may rely on, that the books deny."""
    return [
        *books.troubles,
        *_of_answers(history, books),
        *_of_orders(history, books),
        *_of_shelves(books),
        *_of_receipts(history, books),
    ]


def _of_answers(history: History, books: Books) -> Iterator[str]:
    """Acknowledged means there, refused means absent, and the same question has one answer."""
    booked = {one.wish: one for one in books.orders}
    for name, told in _by_wish(history.told).items():
        final = [one for one in told if one.outcome is not Outcome.UNKNOWN]
        if len({(one.outcome, one.order, one.total) for one in final}) > 1:
            yield f"{name} was given different answers: {_list(final)}"
        if not final and name not in history.given_up:
            yield f"{name} never got an answer, only {_list(told[-3:])}"
        if final:
            yield from _of_answer(final[-1], booked.get(name))


def _of_answer(told: Told, booked: Booked | None) -> Iterator[str]:
    if told.outcome is Outcome.REFUSED and booked is not None:
        yield f"{told.wish} was refused ({told.code}), yet there is order {booked.id}"
    if told.outcome is Outcome.OK and booked is None:
        yield f"{told.wish} was told of order {told.order}, which is not there"
    if told.outcome is Outcome.OK and booked is not None and (told.order, told.total) != (booked.id, booked.total):
        yield f"{told.wish} was told {told.order} over {told.total}, the books say {booked.id} over {booked.total}"


def _of_orders(history: History, books: Books) -> Iterator[str]:
    """Each order was wished for, is there once, is whole, paid and told of."""
    asked = {one.wish for one in history.told}
    for name, count in Counter(one.wish for one in books.orders).items():
        if count > 1:
            yield f"{name} has {count} orders"
        if name not in asked or name not in history.wishes:
            yield f"{name} has an order that nobody asked for"
    for one in books.orders:
        yield from _of_order(one, history.wishes.get(one.wish))


def _of_order(one: Booked, wish: Wish | None) -> Iterator[str]:
    if wish is not None and dict(one.lines) != dict(wish.lines):
        yield f"order {one.id} has {dict(one.lines)}, wished were {dict(wish.lines)}"
    if dict(one.allocated) != dict(one.lines):
        yield f"order {one.id} has {dict(one.lines)}, promised are {dict(one.allocated)}"
    if one.paid != one.total:
        yield f"order {one.id} over {one.total} is paid with {one.paid}"
    if one.facts != 1:
        yield f"order {one.id} was told to the house {one.facts} times"


def _of_shelves(books: Books) -> Iterator[str]:
    """No unit is sold twice: what is promised is what orders have, and never more than there is."""
    sold: Counter[str] = Counter()
    for one in books.orders:
        sold.update(one.lines)
    for sku, shelf in books.shelves.items():
        if sold[sku] > shelf.opening + shelf.received:
            yield f"{sku}: {sold[sku]} sold of {shelf.opening + shelf.received}"
        if shelf.on_hand != shelf.opening + shelf.received:
            yield f"{sku}: {shelf.on_hand} on hand, but {shelf.opening} + {shelf.received} came"
        if shelf.committed != sold[sku]:
            yield f"{sku}: {shelf.committed} promised, but {sold[sku]} sold"
        if shelf.committed + shelf.reserved > shelf.on_hand:
            yield f"{sku}: {shelf.committed} promised and {shelf.reserved} held of {shelf.on_hand}"


def _of_receipts(history: History, books: Books) -> Iterator[str]:
    for reference, outcome in history.receipts.items():
        count = books.receipts.get(reference, 0)
        if outcome is Outcome.OK and count != 1:
            yield f"goods {reference} were acknowledged and are there {count} times"
        elif outcome is not Outcome.OK and count > 1:
            yield f"goods {reference} are there {count} times"
        elif outcome is Outcome.REFUSED and count:
            yield f"goods {reference} were refused and are there"
    for reference in set(books.receipts) - set(history.receipts):
        yield f"goods {reference} were sent by nobody"


def _by_wish(told: Iterable[Told]) -> dict[str, list[Told]]:
    found: dict[str, list[Told]] = defaultdict(list)
    for one in told:
        found[one.wish].append(one)
    return found


def _list(told: Sequence[Told]) -> str:
    return ", ".join(f"{one.status} {one.code or one.order}".strip() for one in told) or "silence"
