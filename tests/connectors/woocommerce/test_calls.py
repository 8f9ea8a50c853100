"""The shop's calls: signed, whole, sent once, and no more after five failures."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import httpx
import pytest

from arasta.connectors.woocommerce.calling import SIGNATURE, secret_of, signature
from arasta.contexts.channels.types import ChannelOrder, Stream
from arasta.contexts.channels.types.inbound import Hint, RawRequest, Refusal, Refused, Verified
from arasta.twins.faults import Fault
from tests.connectors.suite.bench import Bench
from tests.connectors.woocommerce.documents import order, refund
from tests.connectors.woocommerce.rig import WooRig

ADDRESS = "https://shop.example/webhooks/7"
# A body, a secret and their signature, worked out by hand with another tool.
BODY = '{"id":820982911946154508,"email":"jon@example.com","note":"ğüşİ €"}'.encode()
SIGNED = {
    "x-wc-webhook-signature": "ZnNEISO2rTjw3HK3SJwdWCa3lbEmDE5/ffGtppjP0Cw=",
    "x-wc-webhook-topic": "order.updated",
}
OWN = {"webhook_secret": "woo_secret"}


def judge(bench: Bench, call: RawRequest, *secrets: dict[str, str]) -> Verified | Refused:
    known = secrets or (dict(bench.rig.account.secrets),)
    return bench.connector.verify(call, secrets=known, now=bench.rig.now)


def hints(bench: Bench, topic: str, document: Any) -> list[Hint]:
    body = json.dumps(document).encode()
    return list(bench.connector.hints(Verified(delivery_id="1", topic=topic, body=body)))


def hooks(rig: WooRig) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = rig.control("GET", "/state")["webhooks"]
    return found


def test_a_known_signature_is_believed(bench: Bench) -> None:
    call = RawRequest(headers=SIGNED, body=BODY)

    assert isinstance(judge(bench, call, OWN), Verified)
    assert judge(bench, replace(call, body=BODY + b" "), OWN) == Refused(Refusal.WRONG_SIGNATURE)
    assert judge(bench, replace(call, headers={}), OWN) == Refused(Refusal.NO_SIGNATURE)
    assert judge(bench, call, {"webhook_secret": "other"}) == Refused(Refusal.WRONG_SIGNATURE)


def test_the_trial_of_an_address_passes_and_says_nothing(bench: Bench, rig: WooRig) -> None:
    bench.run(bench.connector.subscribe(ADDRESS))

    pings = rig.world.received
    judged = judge(bench, RawRequest(headers={}, body=pings[0].read()))
    assert len(pings) == 6
    assert isinstance(judged, Verified)
    assert (judged.delivery_id, list(bench.connector.hints(judged))) == ("ping", [])


def test_a_set_without_secrets_vouches_for_nothing(bench: Bench) -> None:
    anybody = RawRequest(headers={SIGNATURE: signature(b"{}", secret_of({})).decode()}, body=b"{}")

    assert judge(bench, anybody, {}, {"consumer_key": "ck_demo"}) == Refused(Refusal.WRONG_SIGNATURE)


@pytest.mark.parametrize("body", [b"webhook_id=1&x=2", b"webhook_id=", b"{}", b""])
def test_no_other_call_without_a_signature_passes(bench: Bench, body: bytes) -> None:
    assert judge(bench, RawRequest(headers={}, body=body)) == Refused(Refusal.NO_SIGNATURE)


def test_two_changes_of_one_second_are_two(bench: Bench, rig: WooRig) -> None:
    bench.run(bench.connector.subscribe(ADDRESS))
    rig.offer("CEZVE-1", units=9)
    placed = rig.control("POST", "/orders", json={"lines": [{"sku": "CEZVE-1"}]})["orderId"]
    for status in ("on-hold", "completed"):
        rig.control("POST", f"/orders/{placed}/status", json={"status": status})

    calls = [call for call in rig.called() if call.headers["x-wc-webhook-topic"] == "order.updated"]
    judged = [judge(bench, call) for call in calls]

    assert len({call.headers["x-wc-webhook-delivery-id"] for call in calls}) == 1
    assert len({one.delivery_id for one in judged if isinstance(one, Verified)}) == 2


def test_a_document_is_the_order_itself(bench: Bench) -> None:
    [hint] = hints(bench, "order.updated", order())

    read = bench.connector.read_order(hint.document)
    assert (hint.stream, hint.external_id) == (Stream.ORDERS, "727")
    assert isinstance(read, ChannelOrder)
    assert hint.version == read.version


def test_an_order_with_refunds_is_to_be_read_again(bench: Bench) -> None:
    first, second = hints(bench, "order.updated", order(refunds=[refund()]))

    assert (first.stream, first.document) == (Stream.ORDERS, "")
    assert (second.stream, second.external_id) == (Stream.RETURNS, "727")


@pytest.mark.parametrize(
    ("topic", "document", "expected"),
    [
        ("order.deleted", {"id": 727}, [(Stream.ORDERS, "727")]),
        ("order.created", order(status="checkout-draft"), []),
        ("product.updated", {"id": 5, "sku": "CEZVE-1", "type": "simple"}, [(Stream.LISTINGS, "CEZVE-1")]),
        (
            "product.updated",
            {"id": 5, "sku": "KILIM", "type": "variable", "variations": [6, 7]},
            [(Stream.LISTINGS, "id:5:6"), (Stream.LISTINGS, "id:5:7")],
        ),
        ("product.updated", {"id": 6, "parent_id": 5, "sku": "", "type": "variation"}, [(Stream.LISTINGS, "id:5:6")]),
        ("product.deleted", {"id": 5}, [(Stream.LISTINGS, "id:5")]),
        ("customer.updated", {"id": 5}, []),
        ("order.updated", ["no order"], []),
    ],
)
def test_each_topic_says_what_it_is_about(
    bench: Bench, topic: str, document: Any, expected: list[tuple[Stream, str]]
) -> None:
    assert [(hint.stream, hint.external_id) for hint in hints(bench, topic, document)] == expected


def test_after_five_failures_the_shop_is_silent_until_it_is_woken(bench: Bench, rig: WooRig) -> None:
    bench.run(bench.connector.subscribe(ADDRESS))
    rig.world.receiver = lambda request: httpx.Response(500)
    [goods] = rig.offer("CEZVE-1", units=99)
    for _ in range(6):
        rig.buy(goods)
        rig.called()
        rig.wait(400)
    asleep = [hook["topic"] for hook in hooks(rig) if hook["status"] == "disabled"]

    rig.world.receiver = lambda request: httpx.Response(200)
    again = bench.run(bench.connector.subscribe(ADDRESS))
    rig.buy(goods)

    assert "order.created" in asleep
    assert {hook["status"] for hook in hooks(rig)} == {"active"}
    assert len(again.external_ids) == len(hooks(rig)) == 6
    assert "order.created" in {call.headers["x-wc-webhook-topic"] for call in rig.called()}


def test_what_did_not_arrive_is_not_sent_again(bench: Bench, rig: WooRig) -> None:
    bench.run(bench.connector.subscribe(ADDRESS))
    [goods] = rig.offer("CEZVE-1", units=9)
    rig.called()
    rig.world.receiver = lambda request: httpx.Response(500)
    rig.buy(goods)
    rig.called()
    rig.world.receiver = lambda request: httpx.Response(200)
    rig.wait(3600)

    assert rig.called() == []


def test_the_shops_cron_lets_calls_wait(bench: Bench, rig: WooRig) -> None:
    rig.control("PUT", "/settings", json={"cron_every_ms": 60_000})
    bench.run(bench.connector.subscribe(ADDRESS))
    [goods] = rig.offer("CEZVE-1", units=9)
    rig.called()
    rig.buy(goods)

    soon = rig.called()
    rig.wait(60)

    assert (soon, bool(rig.called())) == ([], True)


def test_a_stale_call_tells_what_was_true_before(bench: Bench, rig: WooRig) -> None:
    bench.run(bench.connector.subscribe(ADDRESS))
    [goods] = rig.offer("CEZVE-1", units=9)
    bought = rig.buy(goods)
    rig.wait(60)
    rig.break_down(Fault.STALE_PAYLOAD)
    rig.control("POST", f"/orders/{bought.order_id}/status", json={"status": "completed"})

    calls = [call for call in rig.called() if call.headers["x-wc-webhook-topic"] == "order.updated"]
    [hint] = hints(bench, "order.updated", json.loads(calls[0].body))
    truth = bench.run(bench.connector.fetch_order(bought.order_id))

    assert isinstance(truth, ChannelOrder)
    assert hint.version < truth.version
