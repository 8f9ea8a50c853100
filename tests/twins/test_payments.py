"""The payment API: asking, taking, letting go and giving back; each once per key."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests.twins.makers import World
from tests.twins.payments import SECRET, V1, ask, create, post, show


def test_an_approved_payment_is_authorized_and_shown_as_answered(world: World) -> None:
    response = post(world, "/payments", ask())

    payment = response.json()
    assert response.status_code == 201
    assert payment == {
        "id": payment["id"],
        "channel": "online",
        "status": "authorized",
        "amount_minor": 12_345,
        "currency": "TRY",
        "reference": "order-1",
        "authorized_minor": 12_345,
        "captured_minor": 0,
        "refunded_minor": 0,
        "decline_code": None,
        "redirect_url": None,
        "capture": False,
        "card": {"brand": "test", "last4": "0001"},
        "refunds": [],
        "created_at": "2026-11-21T09:00:00+00:00",
    }
    assert payment["id"].startswith("pay_")
    assert show(world, payment["id"]) == payment


def test_a_payment_can_be_captured_at_once(world: World) -> None:
    payment = create(world, capture=True)

    assert (payment["status"], payment["captured_minor"]) == ("captured", 12_345)


def test_a_declined_payment_takes_nothing(world: World) -> None:
    response = post(world, "/payments", ask(token="tok_decline", capture=True))

    payment = response.json()
    assert (response.status_code, payment["status"], payment["decline_code"]) == (201, "declined", "insufficient_funds")
    assert (payment["authorized_minor"], payment["captured_minor"]) == (0, 0)


def test_the_same_key_gives_the_same_answer_and_one_payment(world: World) -> None:
    first = post(world, "/payments", ask(), key="k")
    post(world, f"/payments/{first.json()['id']}/capture")
    again = post(world, "/payments", ask(), key="k")

    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotent-replayed"] == "true"
    found = world.call("GET", f"{V1}/payments", params={"reference": "order-1"}, headers=SECRET).json()["payments"]
    assert [one["id"] for one in found] == [first.json()["id"]]


def test_another_body_or_another_path_under_the_same_key_is_refused(world: World) -> None:
    payment = post(world, "/payments", ask(), key="k").json()

    other_body = post(world, "/payments", ask(amount_minor=1), key="k")
    other_path = post(world, f"/payments/{payment['id']}/capture", key="k")

    assert (other_body.status_code, other_path.status_code) == (422, 422)
    assert other_body.json()["error"]["code"] == "idempotency_key_reused"
    assert show(world, payment["id"])["captured_minor"] == 0


def test_a_refused_call_leaves_its_key_free(world: World) -> None:
    refused = post(world, "/payments", ask(amount_minor=0), key="k")

    assert refused.status_code == 400
    assert post(world, "/payments", ask(), key="k").status_code == 201


def test_an_error_after_the_write_is_cured_by_the_same_key(world: World) -> None:
    failed = post(world, "/payments", ask(token="tok_error", capture=True), key="k")
    again = post(world, "/payments", ask(token="tok_error", capture=True), key="k")

    assert (failed.status_code, failed.json()["error"]["code"]) == (500, "server_error")
    assert (again.status_code, again.json()["status"]) == (201, "captured")


def test_an_error_after_the_write_is_found_by_its_reference(world: World) -> None:
    post(world, "/payments", ask(token="tok_error", reference="lost one"))

    found = world.call("GET", f"{V1}/payments", params={"reference": "lost one"}, headers=SECRET).json()["payments"]

    assert [one["status"] for one in found] == ["authorized"]


def test_a_slow_payment_is_written_before_its_answer_is_late(world: World) -> None:
    world.call("PUT", "/testpay/control/settings", json={"slow_ms": 3000})

    payment = post(world, "/payments", ask(token="tok_slow"), key="k").json()
    post(world, "/payments", ask(token="tok_slow"), key="k")

    assert world.slept == [3.0]
    assert show(world, payment["id"])["status"] == "authorized"


def test_parts_are_captured_up_to_what_was_authorized(world: World) -> None:
    path = f"/payments/{create(world)['id']}/capture"

    part = post(world, path, {"amount_minor": 10_000})
    too_much = post(world, path, {"amount_minor": 2346})
    rest = post(world, path)
    nothing_left = post(world, path)

    assert (part.json()["status"], part.json()["captured_minor"]) == ("captured", 10_000)
    assert (too_much.status_code, too_much.json()["error"]["code"]) == (409, "capture_exceeds_authorized")
    assert rest.json()["captured_minor"] == 12_345
    assert nothing_left.status_code == 409


def test_parts_are_refunded_up_to_what_was_captured(world: World) -> None:
    payment = create(world, capture=True)
    path = f"/payments/{payment['id']}/refund"

    part = post(world, path, {"amount_minor": 345}, key="r1")
    repeated = post(world, path, {"amount_minor": 345}, key="r1")
    too_much = post(world, path, {"amount_minor": 12_001})
    rest = post(world, path)

    assert (part.json()["status"], part.json()["refunded_minor"]) == ("captured", 345)
    assert repeated.json() == part.json()
    assert (too_much.status_code, too_much.json()["error"]["code"]) == (409, "refund_exceeds_captured")
    assert (rest.json()["status"], rest.json()["refunded_minor"]) == ("refunded", 12_345)
    assert [one["amount_minor"] for one in rest.json()["refunds"]] == [345, 12_000]


def test_an_authorization_is_let_go_once(world: World) -> None:
    payment = create(world)

    voided = post(world, f"/payments/{payment['id']}/void")
    again = post(world, f"/payments/{payment['id']}/void")
    captured = post(world, f"/payments/{payment['id']}/capture")

    assert voided.json()["status"] == "voided"
    assert (again.json()["error"]["code"], captured.json()["error"]["code"]) == ("not_voidable", "not_capturable")


@pytest.mark.parametrize("act", ["void", "capture", "refund"])
@pytest.mark.parametrize("before", ["declined", "voided", "refunded"])
def test_what_is_over_stays_as_it_is(world: World, before: str, act: str) -> None:
    payment = create(
        world, token="tok_decline" if before == "declined" else "tok_approve", capture=before == "refunded"
    )
    if before != "declined":
        post(world, f"/payments/{payment['id']}/{'void' if before == 'voided' else 'refund'}")
    earlier = show(world, payment["id"])

    response = post(world, f"/payments/{payment['id']}/{act}")

    assert (earlier["status"], response.status_code) == (before, 409)
    assert show(world, payment["id"]) == earlier


def test_what_is_left_of_a_capture_is_let_go_once(world: World) -> None:
    here = f"/payments/{create(world, amount_minor=1000)['id']}"
    post(world, f"{here}/capture", {"amount_minor": 400})

    rest = post(world, f"{here}/void")
    more = post(world, f"{here}/capture", {"amount_minor": 1})
    again = post(world, f"{here}/void")

    assert (rest.json()["status"], rest.json()["authorized_minor"]) == ("captured", 400)
    assert (more.json()["error"]["code"], again.json()["error"]["code"]) == (
        "capture_exceeds_authorized",
        "not_voidable",
    )


def test_captured_money_is_not_voided(world: World) -> None:
    assert post(world, f"/payments/{create(world, capture=True)['id']}/void").status_code == 409


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount_minor": 0}, "invalid"),
        ({"amount_minor": -5}, "invalid"),
        ({"amount_minor": 1.5}, "invalid"),
        ({"amount_minor": True}, "invalid"),
        ({"amount_minor": 10**13}, "invalid"),
        ({"currency": "try"}, "invalid"),
        ({"currency": "LIRA"}, "invalid"),
        ({"reference": ""}, "invalid"),
        ({"reference": "r" * 201}, "invalid"),
        ({"capture": "yes"}, "invalid"),
        ({"token": "4111111111111111"}, "unknown_token"),
        ({"token": None}, "unknown_token"),
        ({"token": "tok_3ds"}, "invalid"),
        ({"token": "tok_3ds", "return_url": "javascript:alert(1)"}, "invalid"),
        ({"return_url": "/relative"}, "invalid"),
        ({"return_url": "http://[broken"}, "invalid"),
    ],
)
def test_a_wrong_payment_is_refused_and_not_made(world: World, changes: dict[str, Any], code: str) -> None:
    response = post(world, "/payments", ask() | changes)

    assert (response.status_code, response.json()["error"]["code"]) == (400, code)
    assert world.call("GET", "/testpay/control/state").json()["sums"] == []


@pytest.mark.parametrize("header", [None, "", "Bearer wrong", "Basic demo-pay-secret"])
def test_a_wrong_secret_is_unauthorized(world: World, header: str | None) -> None:
    headers = {"idempotency-key": "k"} | ({} if header is None else {"authorization": header})

    response = world.call("POST", V1 + "/payments", json=ask(), headers=headers)

    assert (response.status_code, response.json()["error"]["code"]) == (401, "unauthorized")


@pytest.mark.parametrize("key", [None, "", "k" * 201])
def test_a_post_needs_a_key(world: World, key: str | None) -> None:
    headers = SECRET | ({} if key is None else {"idempotency-key": key})

    response = world.call("POST", V1 + "/payments", json=ask(), headers=headers)

    assert (response.status_code, response.json()["error"]["code"]) == (400, "idempotency_key_required")


def test_unknown_payments_and_empty_references_are_refused(world: World) -> None:
    missing = world.call("GET", f"{V1}/payments/pay_none", headers=SECRET)
    nameless = world.call("GET", f"{V1}/payments", headers=SECRET)
    captured = post(world, "/payments/pay_none/capture")

    assert (missing.status_code, nameless.status_code, captured.status_code) == (404, 400, 404)


def test_malformed_json_is_refused(world: World) -> None:
    headers = SECRET | {"idempotency-key": "k"}

    response = world.call("POST", V1 + "/payments", content=b"{", headers=headers)

    assert (response.status_code, response.json()["error"]["code"]) == (400, "malformed_json")


class Till(RuleBasedStateMachine):
    """Captures and refunds in any order never take more than was authorized, nor give more than was taken."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.world = World(Path(self.folder.name))
        self.payment = create(self.world, amount_minor=1000)
        self.captured = self.refunded = 0

    @rule(amount=st.integers(1, 1200))
    @precondition(lambda self: self.refunded == 0 or self.refunded < self.captured)
    def capture(self, amount: int) -> None:
        answer = post(self.world, f"/payments/{self.payment['id']}/capture", {"amount_minor": amount})
        fits = self.captured + amount <= 1000
        assert answer.status_code == (200 if fits else 409)
        self.captured += amount if fits else 0

    @rule(amount=st.integers(1, 1200))
    def refund(self, amount: int) -> None:
        answer = post(self.world, f"/payments/{self.payment['id']}/refund", {"amount_minor": amount})
        fits = self.refunded + amount <= self.captured
        assert answer.status_code == (200 if fits else 409)
        self.refunded += amount if fits else 0

    @invariant()
    def sums_agree(self) -> None:
        shown = show(self.world, self.payment["id"])
        assert (shown["captured_minor"], shown["refunded_minor"]) == (self.captured, self.refunded)
        assert sum(one["amount_minor"] for one in shown["refunds"]) == self.refunded

    def teardown(self) -> None:
        self.folder.cleanup()


TestTill = Till.TestCase
TestTill.settings = settings(max_examples=12, stateful_step_count=8, deadline=None)
