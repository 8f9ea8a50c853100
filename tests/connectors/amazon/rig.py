"""Amazon's twin for the shared suite."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from arasta.contexts.channels.ports import Account
from arasta.contexts.channels.types import ListingItem
from arasta.kernel.money import Money
from arasta.twins.faults import Fault
from tests.connectors.suite.rig import PRICE_MINOR, Bought, Goods, Told
from tests.connectors.suite.twin_rig import TwinRig
from tests.twins.makers import ORIGIN

SELLER = "A1DEMOSELLER"
MARKETPLACE = "A33AVAJ2PDY3EV"
QUEUE = "arasta-demo"
SETTINGS = {
    "seller_id": SELLER,
    "marketplace_id": MARKETPLACE,
    "product_type": "HOME",
    "base_url": f"{ORIGIN}/amazon/api",
    "login_url": f"{ORIGIN}/amazon/auth/o2/token",
    "queue_url": f"https://sqs.eu-west-1.amazonaws.com/000000000000/{QUEUE}",
    "queue_arn": f"arn:aws:sqs:eu-west-1:000000000000:{QUEUE}",
    "queue_endpoint": f"{ORIGIN}/amazon/queue",
}
SECRETS = {
    "client_id": "amzn1.application-oa2-client.demo",
    "client_secret": "demo-client-secret",
    "refresh_token": "Atzr|demo-grant",
    "queue_key": "DEMOQUEUEKEY",
    "queue_secret": "demo-queue-secret",
}
API = "/amazon/api"
SAYS_A_RATE = "Amazon says at which rate one may call, not when again; the bare refusal is played."


class AmazonRig(TwinRig):
    """A seller of the marketplace. What it submits is true at once, unless a test wants to wait."""

    name = connector = "amazon"
    other_category = "KITCHEN"
    exempt: Mapping[Fault, str] = {Fault.RATE_LIMITED: SAYS_A_RATE}

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.account = Account(dict(SETTINGS), SECRETS, "TRY")
        self.control("PUT", "/settings", json={"listing_delay_ms": 0, "feed_delay_ms": 1000})

    def token(self) -> str:
        """Buy a token as the seller's application."""
        form = {"grant_type": "refresh_token", "refresh_token": SECRETS["refresh_token"]}
        who = {name: SECRETS[name] for name in ("client_id", "client_secret")}
        answer = self.world.call("POST", "/amazon/auth/o2/token", data=form | who)
        return str(answer.json()["access_token"])

    def seller(self, method: str, path: str, **options: Any) -> Any:
        """Call the interface with a good token, beside what the connector does."""
        headers = {"user-agent": "Test", "x-amz-access-token": self.token()}
        return self.world.call(method, API + path, headers=headers, **options)

    def offer(self, *skus: str, units: int) -> Sequence[Goods]:
        """Put things on sale, as the seller would by hand."""
        for sku in skus:
            body = {"productType": "HOME", "requirements": "LISTING", "attributes": attributes(sku, units)}
            answer = self.seller(
                "PUT",
                f"/listings/2021-08-01/items/{SELLER}/{sku}",
                params={"marketplaceIds": MARKETPLACE},
                content=json.dumps(body).encode(),
            )
            assert answer.json()["status"] == "ACCEPTED", answer.text
            self.control("POST", "/refill")
        self.wait(1)
        return [Goods(external_id=sku, sku=sku, refs={"product_type": "HOME", "stock": "DEFAULT"}) for sku in skus]

    def hold(self, sku: str, units: int) -> None:
        """Let Amazon hold units."""
        self.control("PUT", f"/items/{sku}/held", json={"units": units})

    def describe(self, sku: str) -> ListingItem:
        """Describe a coffee pot."""
        return listing(sku)

    def buy(self, goods: Goods, quantity: int = 1) -> Bought:
        """Buy a second after whoever bought before."""
        self.wait(1)
        placed = self.control("POST", "/orders", json={"lines": [{"sku": goods.external_id, "quantity": quantity}]})
        return Bought(order_id=placed["orderId"], package_id=placed["orderId"])

    def cancel(self, bought: Bought) -> None:
        """Cancel an order whole."""
        self.wait(1)
        self.act(bought.order_id, "cancel")

    def cancel_one(self, bought: Bought) -> None:
        """Let the buyer cancel one unit."""
        self.wait(1)
        self.act(bought.order_id, "cancel", units=1)

    def give_back_one(self, bought: Bought) -> None:
        """Ship all of it, and pay one unit back."""
        [item] = self.control("GET", f"/orders/{bought.order_id}")["orderItems"]
        lines = [{"orderItemId": item["orderItemId"], "quantity": item["quantityOrdered"]}]
        parcel = {
            "packageReferenceId": "1",
            "carrierCode": "DHL",
            "trackingNumber": "1",
            "shipDate": self.now.isoformat(),
        }
        body = {"marketplaceId": MARKETPLACE, "packageDetail": {**parcel, "orderItems": lines}}
        answer = self.seller(
            "POST", f"/orders/v0/orders/{bought.order_id}/shipmentConfirmation", content=json.dumps(body).encode()
        )
        assert answer.is_success, answer.text
        self.act(bought.order_id, "refund", units=1)

    def act(self, order_id: str, act: str, **more: Any) -> dict[str, Any]:
        """Play the customer, the carrier or Amazon."""
        return dict(self.control("POST", f"/orders/{order_id}", json={"act": act, **more}))

    def units(self, goods: Goods) -> int:
        """Return what the marketplace offers."""
        return int(self.item(goods.external_id)["left"])

    def price_minor(self, goods: Goods) -> int:
        """Return what it costs."""
        return int(self.item(goods.external_id)["priceMinor"])

    def is_on_sale(self, goods: Goods) -> bool:
        """Tell whether customers find it."""
        found = self.control("GET", "/items", params={"sku": goods.external_id})["items"]
        return bool(found) and "DISCOVERABLE" in found[0]["status"]

    def take_off(self, goods: Goods) -> None:
        """Let it vanish."""
        self.control("DELETE", f"/items/{goods.external_id}")

    def told(self, bought: Bought) -> Told:
        """Read the order, once the feeds that are under way were worked off."""
        self.wait(2)
        body = self.control("GET", f"/orders/{bought.order_id}")
        numbers = [parcel["trackingNumber"] for parcel in body.get("packages", [])]
        status = body["fulfillment"]["fulfillmentStatus"]
        return Told(canceled=status == "CANCELLED", tracking_number=numbers[0] if numbers else "")

    def item(self, sku: str) -> dict[str, Any]:
        """Return an item as the marketplace has it."""
        [found] = self.control("GET", "/items", params={"sku": sku})["items"]
        return dict(found)


def attributes(sku: str, units: int) -> dict[str, Any]:
    """Return the attributes of a coffee pot."""
    price = {"schedule": [{"value_with_tax": PRICE_MINOR // 100}]}
    return {
        "item_name": [{"value": f"Bakır cezve {sku}", "marketplace_id": MARKETPLACE}],
        "product_description": [{"value": "El yapımı", "marketplace_id": MARKETPLACE}],
        "condition_type": [{"value": "new_new", "marketplace_id": MARKETPLACE}],
        "main_product_image_locator": [{"media_location": "https://pictures.example/cezve.webp"}],
        "fulfillment_availability": [{"fulfillment_channel_code": "DEFAULT", "quantity": units}],
        "purchasable_offer": [{"marketplace_id": MARKETPLACE, "currency": "TRY", "our_price": [price]}],
    }


def listing(sku: str, **changes: Any) -> ListingItem:
    """A product that may be put on offer."""
    values: dict[str, Any] = {
        "listing_id": UUID(int=1),
        "external_id": sku,
        "group": "CEZVE",
        "sku": sku,
        "title": "Bakır cezve, ikilik",
        "description": "El yapımı",
        "price": Money(44900, "TRY"),
        "list_price": Money(49900, "TRY"),
        "quantity": 3,
        "tax_percent": 20,
        "images": ["https://pictures.example/cezve.webp", "https://pictures.example/cezve-2.webp"],
        "barcode": "8690000000017",
        "brand": "Kervan",
    }
    return ListingItem(**{**values, **changes})
