"""The payment step of a shop that is paid through Stripe: what it loads, what it sends, and that no other page may."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import pytest
from cryptography.fernet import Fernet
from django.test import Client
from pytest_django import Settings

from arasta.contexts.orders.types import PaymentStatus
from arasta.contexts.payments.services import accounts
from arasta.contexts.payments.types import AccountRow, AccountToSave
from arasta.kernel.access import SYSTEM
from tests.surfaces.storefront.shopping import Shop, body_of, deliver, payment_form, pick_up, text_of

SKU = "SHIRT-RED-S"
BANK = "https://hooks.stripe.com/redirect/authenticate/src_1"


@dataclass
class Stripe:
    """PaymentIntents by id; what each asked for is kept. A token says what becomes of it."""

    url: str = ""
    intents: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def create(self, said: dict[str, str], key: str) -> tuple[int, dict[str, Any]]:
        self.asked.append(said)
        self.keys.append(key)
        intent: dict[str, Any] = {
            "id": f"pi_{len(self.intents)}",
            "object": "payment_intent",
            "amount": int(said["amount"]),
            "currency": said["currency"],
            "created": 1795289767,
            "metadata": {"payment_id": said["metadata[payment_id]"]},
            "status": "requires_capture",
        }
        self.intents[intent["id"]] = intent
        if said["confirmation_token"] == "ctoken_3ds":
            action = {"type": "redirect_to_url", "redirect_to_url": {"url": BANK}}
            intent |= {"status": "requires_action", "next_action": action}
        if said["confirmation_token"] == "ctoken_poor":
            error = {"type": "card_error", "code": "card_declined", "decline_code": "insufficient_funds"}
            intent |= {"status": "requires_payment_method", "last_payment_error": error}
            return 402, {"error": {**error, "payment_intent": intent}}
        return 200, intent


def handler(stripe: Stripe) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(200, stripe.intents[self.path.split("?")[0].rsplit("/", 1)[1]])

        def do_POST(self) -> None:
            said = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            self._say(*stripe.create(said, self.headers["Idempotency-Key"]))

        def _say(self, status: int, body: dict[str, Any]) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            return

    return Handler


@pytest.fixture
def stripe(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stripe]:
    told = Stripe()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(told))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    told.url = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("ARASTA_STRIPE_URL", told.url)
    yield told
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def account(shop: Shop, stripe: Stripe, settings: Settings) -> AccountRow:
    settings.FIELD_KEY = Fernet.generate_key().decode()
    keys = {"secret_key": "sk_test_1", "webhook_secret": "whsec_1"}
    wanted = AccountToSave("stripe", shop.channel, "Stripe", {"publishable_key": "pk_test_1"}, keys)
    return accounts.save_account(wanted, actor=SYSTEM)


@pytest.fixture
def at_payment(shop: Shop, account: AccountRow, client: Client) -> Client:
    shop.stock(SKU, warehouse=2, kadikoy=2)
    shop.put_in(client, SKU)
    assert deliver(client).status_code == 302
    return client


def order_with(client: Client, account: AccountRow, token: str) -> Any:
    return client.post("/checkout/pay", {**payment_form(client), "card": account.code, "token": token})


def policy(client: Client, page: str) -> str:
    return str(client.get(page)["Content-Security-Policy"])


def test_the_payment_step_alone_may_load_stripe(at_payment: Client, account: AccountRow) -> None:
    page = body_of(at_payment.get("/checkout"))
    assert 'src="https://js.stripe.com/v3/"' in page
    assert f'data-pay-element="{account.code}" data-key="pk_test_1" data-amount="45000" data-currency="try"' in page
    assert "Card that pays" not in page
    assert "sk_test" not in page
    allowed = policy(at_payment, "/checkout")
    assert "frame-src https://js.stripe.com" in allowed
    assert "connect-src 'self' https://api.stripe.com" in allowed
    for other in ("/checkout?edit", "/cart", "/", "/new"):
        assert "stripe" not in policy(at_payment, other)
        assert "stripe" not in body_of(at_payment.get(other))


@pytest.mark.parametrize(("environment", "is_tried"), [("twin", True), ("sandbox", False)])
def test_test_cards_stay_beside_an_account_at_a_twin_only(
    shop: Shop, client: Client, settings: Settings, environment: str, is_tried: bool
) -> None:
    settings.FIELD_KEY = Fernet.generate_key().decode()
    known = {"environment": environment, "api_key": "k"}
    wanted = AccountToSave("iyzico", shop.channel, "iyzico", known, {"secret_key": "s"})
    account = accounts.save_account(wanted, actor=SYSTEM)
    shop.stock(SKU, warehouse=2)
    shop.put_in(client, SKU)
    deliver(client)

    page = text_of(client.get("/checkout"))

    assert f'value="{account.code}"' in body_of(client.get("/checkout"))
    assert ("Card that pays" in page, "a page that stands in for theirs" in page) == (is_tried, is_tried)


def test_a_token_is_promised_by_stripe_and_the_order_stands(
    shop: Shop, at_payment: Client, account: AccountRow, stripe: Stripe
) -> None:
    answer = order_with(at_payment, account, "ctoken_1")
    assert answer["Location"].startswith("/order/ord_")
    (asked,) = stripe.asked
    assert (asked["amount"], asked["currency"], asked["capture_method"]) == ("45000", "try", "manual")
    assert (asked["confirm"], asked["confirmation_token"]) == ("true", "ctoken_1")
    assert asked["return_url"].startswith("http://testserver/checkout/return/")
    assert stripe.keys == [asked["metadata[payment_id]"]]
    (order,) = shop.orders()
    assert (order.row.payment_status, order.paid.minor) == (PaymentStatus.AUTHORIZED, 0)


def test_three_d_secure_leads_to_the_bank_and_back(
    shop: Shop, at_payment: Client, account: AccountRow, stripe: Stripe
) -> None:
    assert order_with(at_payment, account, "ctoken_3ds")["Location"] == BANK
    assert shop.orders() == []
    back = stripe.asked[0]["return_url"].removeprefix("http://testserver")
    assert "Your bank is waiting for you" in text_of(at_payment.get(back))
    stripe.intents["pi_0"]["status"] = "requires_capture"
    ways = [at_payment.get(back)["Location"] for _ in range(2)]
    assert all(way.startswith("/order/ord_") for way in ways)
    assert len(shop.orders()) == 1


def test_a_declined_card_is_told_and_the_next_one_is_a_payment_of_its_own(
    shop: Shop, at_payment: Client, account: AccountRow, stripe: Stripe
) -> None:
    answer = order_with(at_payment, account, "ctoken_poor")
    assert (answer.status_code, "There is not enough money on this card" in text_of(answer)) == (409, True)
    order_with(at_payment, account, "ctoken_1")
    assert len(set(stripe.keys)) == 2
    assert len(shop.orders()) == 1


@pytest.mark.parametrize("token", ["", "pm_card_visa", "tok_approve", "ctoken_" + "x" * 200])
def test_what_is_no_token_of_the_form_is_not_sent(
    shop: Shop, at_payment: Client, account: AccountRow, stripe: Stripe, token: str
) -> None:
    assert order_with(at_payment, account, token).status_code == 422
    assert (stripe.asked, shop.orders()) == ([], [])


def test_a_resting_account_and_the_test_cards_are_not_taken(
    shop: Shop, at_payment: Client, account: AccountRow, stripe: Stripe
) -> None:
    assert at_payment.post("/checkout/pay", {**payment_form(at_payment), "card": "tok_approve"}).status_code == 422
    accounts.switch_account(account.id, is_active=False, actor=SYSTEM)
    assert order_with(at_payment, account, "ctoken_1").status_code == 422
    assert (stripe.asked, shop.orders()) == ([], [])


def test_who_picks_up_may_still_pay_in_the_store(shop: Shop, account: AccountRow, client: Client) -> None:
    shop.stock(SKU, kadikoy=1)
    shop.put_in(client, SKU)
    pick_up(client, shop.kadikoy)
    page = text_of(client.get("/checkout"))
    assert "Card or wallet" in page
    assert "Pay in the store" in page
