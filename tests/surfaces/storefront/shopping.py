"""A web shop to test in: a warehouse, two stores, a shirt in colors and sizes, and ways to read its pages."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from django.test import Client

from arasta.contexts.catalog.types.inputs import CategoryInput, ProductInput, VariantInput
from arasta.contexts.channels.services import channels
from arasta.contexts.channels.types import LocationPlace
from arasta.contexts.fulfillment.services import methods
from arasta.contexts.fulfillment.types import DeliveryKind as MethodKind
from arasta.contexts.fulfillment.types import DeliveryMethodToSave, MethodText
from arasta.contexts.inventory.services import levels, locations
from arasta.contexts.inventory.types import LocationKind
from arasta.contexts.orders.queries import orders
from arasta.contexts.orders.queries.orders import OrderDetail, OrderFilter
from arasta.contexts.payments.ports import AuthorizationRequest, ProviderPayment
from arasta.contexts.payments.types import GatewayResult, Outcome, PaymentId
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from arasta.kernel.money import Money
from tests import makers, makers_catalog

BANK = "http://127.0.0.1:8501/testpay/3ds/1"
ADDRESS = {
    "name": "Ayşe Yılmaz",
    "line1": "Moda Cad. 12",
    "city": "İstanbul",
    "country": "TR",
    "phone": "0532 111 22 33",
}


@dataclass
class Provider:
    """A payment provider: it answers by the card, and remembers what it was asked."""

    answers: dict[PaymentId, GatewayResult] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    meanwhile: list[Any] = field(default_factory=list)

    def authorize(self, request: AuthorizationRequest) -> GatewayResult:
        self.asked.append(f"authorize {request.amount.minor} {request.amount.currency}")
        self.return_url = request.return_url
        while self.meanwhile:
            self.meanwhile.pop()()
        result = {
            "tok_approve": GatewayResult(Outcome.CAPTURED, "ref-1", captured=request.amount),
            "tok_decline": GatewayResult(Outcome.DECLINED, decline_code="insufficient_funds"),
            "tok_3ds": GatewayResult(Outcome.REQUIRES_ACTION, "ref-3", redirect_url=BANK),
        }[request.token]
        self.answers[request.payment_id] = result
        return result

    def fetch(self, payment_id: PaymentId, reference: str = "") -> GatewayResult:
        return self.answers.get(payment_id, GatewayResult(Outcome.MISSING))

    def capture(self, payment: ProviderPayment, *, amount: Money, key: str) -> GatewayResult:
        raise AssertionError("nothing is captured later here")

    def void(self, payment: ProviderPayment) -> GatewayResult:
        return GatewayResult(Outcome.VOIDED, payment.provider_reference)

    def refund(self, payment: ProviderPayment, *, amount: Money, key: str) -> GatewayResult:
        self.asked.append(f"refund {amount.minor} {amount.currency}")
        return GatewayResult(Outcome.REFUNDED, payment.provider_reference, refunded=amount)

    def confirm(self, outcome: Outcome = Outcome.CAPTURED, *, amount: int = 0) -> None:
        """Let the buyer decide at the bank."""
        captured = Money(amount, "TRY") if outcome is Outcome.CAPTURED else None
        code = "authentication_failed" if outcome is Outcome.DECLINED else ""
        answer = GatewayResult(outcome, "ref-3", captured=captured, decline_code=code)
        self.answers = dict.fromkeys(self.answers, answer)


@dataclass(frozen=True)
class Shop:
    """The shop's places and variants, by SKU."""

    channel: UUID
    warehouse: UUID
    kadikoy: UUID
    ankara: UUID
    variants: dict[str, UUID]
    provider: Provider

    def stock(self, sku: str, *, warehouse: int = 0, kadikoy: int = 0, ankara: int = 0) -> None:
        """Put units on shelves."""
        for place, units in ((self.warehouse, warehouse), (self.kadikoy, kadikoy), (self.ankara, ankara)):
            if units:
                makers.receive(self.variants[sku], place, units)

    def take_away(self, sku: str, units: int) -> None:
        """Find that units are missing in the warehouse."""
        missing = levels.Correction(self.variants[sku], self.warehouse, -units)
        levels.adjust([missing], reason="missing", actor=SYSTEM)

    def word(self, sku: str) -> str:
        """Return a variant's public id."""
        return to_public("var", self.variants[sku])

    def put_in(self, client: Client, sku: str, quantity: int = 1) -> None:
        """Put units into the client's cart."""
        answer = client.post("/cart/add", {"variant": self.word(sku), "quantity": quantity})
        assert (answer.status_code, answer["Location"]) == (302, "/cart")

    def orders(self) -> list[OrderDetail]:
        """Return all orders, the newest first."""
        return [orders.order(row.id) for row in orders.page(OrderFilter(channel_id=self.channel)).items]


def open_shop(provider: Provider) -> Shop:
    """Open the shop with empty shelves. The shirt costs 400, delivery 50."""
    channel = makers.make_channel("web")
    warehouse = makers.make_location("WH", LocationKind.WAREHOUSE)
    stores = _stores()
    channels.place_locations(
        channel,
        [
            LocationPlace(warehouse, 0, ships=True, picks_up=False),
            LocationPlace(stores["KADIKOY"], 1, ships=True, picks_up=True),
            LocationPlace(stores["ANKARA"], 2, ships=False, picks_up=True),
        ],
    )
    makers_catalog.save_colors_and_sizes()
    saved = makers_catalog.save(makers_catalog.shirt())
    for variant in saved.variants.values():
        makers.make_price(variant, 40_000)
        makers.make_price(variant, 1_000, currency="EUR")
    _methods()
    return Shop(channel, warehouse, stores["KADIKOY"], stores["ANKARA"], dict(saved.variants), provider)


def add_product(shop: Shop, sku: str, minor: int, **more: Any) -> UUID:
    """Describe one more product, with one variant."""
    facts = {"handle": sku.lower(), "titles": {"en": f"Thing {sku}"}, **more}
    variant = makers_catalog.save(ProductInput(variants=(VariantInput(sku=sku),), **facts)).variants[sku]
    makers.make_price(variant, minor)
    shop.variants[sku] = variant
    return variant


def add_category(code: str, parent: str | None = None) -> None:
    """Add a category named after its code."""
    from arasta.contexts.catalog.services import taxonomy

    taxonomy.save_categories([CategoryInput(code=code, names={"en": code.capitalize()}, parent=parent)])


def deliver(client: Client, **changes: str) -> HttpResponseBase:
    """Say at the checkout that the goods go to an address."""
    said = {"email": "ayse@mail.example", "delivery": "delivery", "method": "standard", **ADDRESS, **changes}
    return client.post("/checkout/delivery", said)


def pick_up(client: Client, store: UUID, **changes: str) -> HttpResponseBase:
    """Say at the checkout that the goods are picked up."""
    said = {"email": "ayse@mail.example", "delivery": "pickup", "store": to_public("loc", store)}
    return client.post("/checkout/delivery", {**said, "pickup_name": "Ayşe Yılmaz", **changes})


def newest_code() -> str:
    """Read the code that was sent last."""
    return str(newest_message()["facts"]["code"])


def newest_message() -> dict[str, Any]:
    """Read the letter with a code that was written last, where it is kept until it is sent."""
    sent = db.rows("SELECT content FROM messages_message WHERE kind LIKE '%%_code' ORDER BY id DESC LIMIT 1", ())
    found: dict[str, Any] = sent[0][0] if isinstance(sent[0][0], dict) else json.loads(sent[0][0])
    return found


def register(client: Client, email: str, password: str, name: str = "Ayşe Yılmaz") -> HttpResponseBase:
    """Make an account with the code from the letter; return what leads in."""
    asked = client.post("/account/register", {"name": name, "email": email, "password": password})
    assert (asked.status_code, asked["Location"]) == (302, "/account/code?next=%2Faccount")
    return client.post("/account/code", {"code": newest_code()})


def payment_form(client: Client, card: str = "tok_approve") -> dict[str, str]:
    """Return what the browser would send from the payment step."""
    page = body_of(client.get("/checkout"))
    fields = dict(re.findall(r'name="(cart|seen_minor|seen_currency)" value="([^"]*)"', page))
    assert len(fields) == 3, page
    return {**fields, "card": card}


def pay(client: Client, card: str = "tok_approve") -> HttpResponseBase:
    """Press the button that orders."""
    return client.post("/checkout/pay", payment_form(client, card))


def body_of(response: HttpResponseBase) -> str:
    """Return a page as it was sent."""
    content: bytes = response.content  # type: ignore[attr-defined]
    return content.decode()


def text_of(response: HttpResponseBase) -> str:
    """Return what a page says between its header and footer, tags and spaces taken away."""
    page = body_of(response)
    main = page[page.index("<main") : page.index("</main>")]
    words = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", main, flags=re.DOTALL)
    plain = html.unescape(re.sub(r"<[^>]+>", " ", words)).replace("\xa0", " ")
    return re.sub(r"\s+([.,:])", r"\1", " ".join(plain.split()))


def titles_of(response: HttpResponseBase) -> list[str]:
    """Return the names on the cards of a page, in order."""
    return re.findall(r'class="card-name"><a href="[^"]*">([^<]*)</a>', body_of(response))


def _stores() -> dict[str, UUID]:
    known = (("KADIKOY", "Kadıköy", "Mon–Sat 10–21"), ("ANKARA", "Ankara", "Mon–Sat 10–20"))
    return locations.save_locations(
        [
            locations.LocationInput(
                code=code,
                kind=LocationKind.STORE,
                name=name,
                country="TR",
                city=name,
                address_line="Cadde 1",
                phone="+902165550110",
                texts={"en": (f"Kervan {name}", hours), "tr": (f"Kervan {name}", hours.replace("Mon–Sat", "Pzt–Cmt"))},
            )
            for code, name, hours in known
        ]
    )


def _methods() -> None:
    texts = (MethodText("en", "Standard", "Tracked parcel"), MethodText("tr", "Standart", "Takipli koli"))
    methods.save_delivery_methods(
        [
            DeliveryMethodToSave(
                code="standard",
                kind=MethodKind.DELIVERY,
                texts=texts,
                prices=(Money(5_000, "TRY"), Money(500, "EUR")),
                min_days=2,
                max_days=4,
            ),
            DeliveryMethodToSave(
                code="domestic",
                kind=MethodKind.DELIVERY,
                texts=(MethodText("en", "Courier", ""),),
                prices=(Money(9_000, "TRY"),),
                min_days=1,
                max_days=1,
                position=60,
            ),
        ]
    )
