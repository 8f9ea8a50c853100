"""A day of an outside system's writes, sent again one to five times, shuffled, over several connections at once."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from arasta.contexts.identity.types import PERMISSIONS
from arasta.kernel import db
from tests.api.integrator import Answer, Integrator
from tests.api.test_carts import DELIVERY, code_of, sku_of
from tests.api.test_stock import place
from tests.architecture.world import picture
from tests.flows.ordering.shop import Shop, open_shop
from tests.racing import race_all

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 5


@dataclass(frozen=True)
class Sent:
    """A request as it was sent, and what was answered."""

    method: str
    path: str
    body: object
    key: str
    answer: Answer


@dataclass
class Recorder:
    """Sends writes, each under a key of its own, and remembers them."""

    integrator: Integrator
    sent: list[Sent] = field(default_factory=list)

    def send(self, method: str, path: str, body: object = None) -> Any:
        key = f"day-{len(self.sent)}"
        answer = self.integrator.send(method, path, body, once=key)
        self.sent.append(Sent(method, path, body, key, answer))
        return answer.body


def order_of(shop: Shop, external_id: str, quantity: int) -> dict[str, object]:
    return {
        "channel": code_of(shop),
        **DELIVERY,
        "lines": [{"sku": sku_of(shop), "quantity": quantity}],
        "payment": {"provider": "recorded", "token": f"theirs-{external_id}"},
        "external_id": external_id,
    }


def live_a_day(recorder: Recorder, shop: Shop) -> None:
    """Take goods in, sell in three ways, refuse some, cancel some, move some."""
    here, there, sku = place(shop.warehouse), place(shop.store), sku_of(shop)

    def line(quantity: int, place: str = here) -> dict[str, object]:
        return {"sku": sku, "location": place, "quantity": quantity}

    recorder.send("post", "stock/receipts", {"reference": "dn-1", "lines": [line(20), line(4, there)]})
    for delta in (-2, -500):
        change = {"sku": sku, "location": here, "delta": delta}
        recorder.send("post", "stock/adjustments", {"reason": "count", "lines": [change]})
    moved = {"source": here, "target": there, "lines": [{"sku": sku, "quantity": 2}], "note": ""}
    sent = recorder.send("post", "stock/transfers", moved)
    recorder.send("post", f"stock/transfers/{sent['id']}/receive")
    cart = recorder.send("post", "carts", {"channel": code_of(shop), "lines": [{"sku": sku, "quantity": 1}]})["id"]
    recorder.send("put", f"carts/{cart}/lines", {"lines": [{"sku": sku, "quantity": 3}]})
    recorder.send("put", f"carts/{cart}/checkout", DELIVERY)
    recorder.send("post", f"carts/{cart}/hold")
    placed = recorder.send("post", f"carts/{cart}/order", {"provider": "fake", "token": "tok_approve"})
    recorder.send("post", f"orders/{placed['order']['id']}/cancel", {"reason": "changed mind"})
    recorder.send("post", f"orders/{placed['order']['id']}/cancel", {"reason": "changed mind"})
    recorder.send("post", "orders", order_of(shop, "one-call", 2))
    recorder.send("post", "orders", order_of(shop, "too-many", 900))
    many = [order_of(shop, f"batch-{n}", 1 if n else 700) for n in range(3)]
    recorder.send("post", "orders/batch", {"orders": many})


def rows() -> dict[str, str]:
    """Return a word per table, but for those that only keep time."""
    return {table: word for table, word in picture().items() if not table.startswith(("procrastinate", "identity"))}


def shuffled(day: list[Sent]) -> list[Sent]:
    """Return each request one to five times, in an order that looks like chance and is the same in every run."""

    def lot(*words: object) -> bytes:
        return hashlib.sha256(repr(words).encode()).digest()

    many = [(lot(sent.key, n), sent) for sent in day for n in range(1 + lot(sent.key)[0] % 5)]
    return [sent for _, sent in sorted(many, key=lambda one: one[0])]


@pytest.fixture
def day() -> tuple[Shop, Recorder]:
    """A shop, and a day that has passed."""
    shop, recorder = open_shop(warehouse=5, store=2), Recorder(Integrator(tuple(PERMISSIONS)))
    live_a_day(recorder, shop)
    return shop, recorder


def test_what_was_sent_again_has_one_effect_and_the_same_answer(day: tuple[Shop, Recorder]) -> None:
    shop, recorder = day
    assert {sent.answer.status for sent in recorder.sent} == {200, 201, 409}
    before, asked = rows(), list(shop.provider.asked)
    stream = shuffled(recorder.sent)

    def play(part: list[Sent]) -> list[tuple[Sent, Answer]]:
        hand = Integrator(recorder.integrator.scopes, client=Client(), key=recorder.integrator.key)
        return [(sent, hand.send(sent.method, sent.path, sent.body, once=sent.key)) for sent in part]

    played = race_all([lambda n=n: play(stream[n::HANDS]) for n in range(HANDS)])  # type: ignore[misc]

    answers = [pair for part in played if isinstance(part, list) for pair in part]
    assert len(answers) == len(stream)
    assert [(s.path, a.status, a.body) for s, a in answers] == [
        (s.path, s.answer.status, s.answer.body) for s, _ in answers
    ]
    assert all(answer.headers.get("Idempotency-Replayed") == "true" for _, answer in answers)
    assert (rows(), shop.provider.asked) == (before, asked)


def test_under_a_key_of_the_day_nothing_else_can_be_asked(day: tuple[Shop, Recorder]) -> None:
    """Other bytes are another request, even if they mean the same."""
    _, recorder = day
    before = rows()

    for sent in recorder.sent:
        raw = json.dumps(sent.body or {}, indent=1).encode()
        answer = recorder.integrator.send(sent.method, sent.path, once=sent.key, raw=raw)
        assert answer.refusal == (422, "idempotency_key_reused"), sent.path

    assert rows() == before


def test_while_the_first_runs_the_others_are_told_so(day: tuple[Shop, Recorder]) -> None:
    """A request whose process hangs keeps its key for a minute; nobody does its work meanwhile."""
    _, recorder = day
    db.execute("UPDATE idempotency_answer SET status = NULL, body = NULL, claimed_until = clock_timestamp() + '1 min'")
    before = rows()

    answers = [recorder.integrator.send(s.method, s.path, s.body, once=s.key) for s in recorder.sent]

    assert {answer.refusal for answer in answers} == {(409, "idempotency_key_in_progress")}
    assert rows() == before


def test_keys_lost_after_the_effect_find_the_orders_there(day: tuple[Shop, Recorder]) -> None:
    """Under new keys, orders are found by their cart or external id: none is placed a second time."""
    _, recorder = day
    orders = db.rows("SELECT id FROM orders_order ORDER BY id")
    placing = [sent for sent in recorder.sent if sent.path.endswith(("/order", "orders", "orders/batch"))]
    db.execute("DELETE FROM idempotency_answer")

    answers = [recorder.integrator.send(s.method, s.path, s.body) for s in placing]

    assert db.rows("SELECT id FROM orders_order ORDER BY id") == orders
    assert [one["status"] for one in answers[-1].body["results"]] == ["refused", "known", "known"]
