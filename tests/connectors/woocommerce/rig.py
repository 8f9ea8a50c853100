"""WooCommerce's twin for the shared suite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from arasta.contexts.channels.ports import Account
from arasta.contexts.channels.types import ListingItem
from arasta.contexts.channels.types.inbound import RawRequest
from arasta.kernel.money import Money
from arasta.twins.faults import Fault
from tests.connectors.suite.rig import PRICE_MINOR, Bought, Goods, Told
from tests.connectors.suite.twin_rig import TwinRig
from tests.twins.makers import ORIGIN

SETTINGS = {"address": f"{ORIGIN}/woocommerce", "allow_http": "yes", "calls_per_minute": "6000"}
SECRETS = {"consumer_key": "ck_demo", "consumer_secret": "cs_demo"}
AT_ONCE = "The shop answers at once: there is no ticket whose result could be lost."


class WooRig(TwinRig):
    """A shop."""

    name = connector = "woocommerce"
    told_at_once = 100
    other_category = "16, 17"
    exempt: Mapping[Fault, str] = {
        Fault.TOKEN_EXPIRED: "The keys of a shop do not expire.",
        Fault.RESULT_LOST: AT_ONCE,
        Fault.LATE_RESULT: AT_ONCE,
        Fault.CURSOR_EXPIRED: "Pages are counted; there are no cursors of the shop's.",
        Fault.WINDOW_LIMIT: "Any span of time may be read.",
    }

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.account = Account(SETTINGS, SECRETS, "TRY")
        self.control("PUT", "/settings", json={"cron_every_ms": 0})

    def offer(self, *skus: str, units: int) -> Sequence[Goods]:
        """Put products on sale."""
        return [self.goods_of(self.put_up(sku=sku, name=sku, stock_quantity=units)) for sku in skus]

    def put_up(self, **body: Any) -> dict[str, Any]:
        """Put a product or a variation up and return its document."""
        given = {"regular_price": str(Money(PRICE_MINOR, "TRY").amount), "manage_stock": True, **body}
        made: dict[str, Any] = self.control("POST", "/products", json=given)
        return made

    def goods_of(self, product: Mapping[str, Any]) -> Goods:
        """Say how a product is called."""
        ids = {"product_id": product["parent_id"] or product["id"]}
        ids |= {"variation_id": product["id"]} if product["parent_id"] else {}
        refs = {name: str(value) for name, value in ids.items()}
        return Goods(external_id=product["sku"], sku=product["sku"], refs=refs)

    def describe(self, sku: str) -> ListingItem:
        """Describe a coffee pot."""
        return listing(sku)

    def buy(self, goods: Goods, quantity: int = 1, **more: Any) -> Bought:
        """Buy a second after whoever bought before."""
        self.wait(1)
        lines = [{"sku": goods.sku, "quantity": quantity}]
        order_id = str(self.control("POST", "/orders", json={"lines": lines, **more})["orderId"])
        return Bought(order_id=order_id, package_id=order_id)

    def cancel(self, bought: Bought) -> None:
        """Cancel an order."""
        self.wait(1)
        self.control("POST", f"/orders/{bought.order_id}/status", json={"status": "cancelled"})

    def cancel_one(self, bought: Bought) -> None:
        """Give a unit back before it is sent: how a shop takes units out of an order."""
        self.wait(1)
        line = self.control("GET", f"/orders/{bought.order_id}")["order"]["line_items"][0]
        price = str(Money(PRICE_MINOR, "TRY").amount)
        lines = [{"id": line["id"], "quantity": 1, "refund_total": price}]
        self.control("POST", f"/orders/{bought.order_id}/refunds", json={"amount": price, "line_items": lines})

    def give_back_one(self, bought: Bought) -> None:
        """Complete the order, and give a unit back."""
        self.control("POST", f"/orders/{bought.order_id}/status", json={"status": "completed"})
        self.cancel_one(bought)

    def units(self, goods: Goods) -> int:
        """Return what the shop shows."""
        return int(self.product(goods)["stock_quantity"])

    def price_minor(self, goods: Goods) -> int:
        """Return what buyers pay."""
        return Money.of(self.product(goods)["price"], "TRY").minor

    def is_on_sale(self, goods: Goods) -> bool:
        """Tell whether buyers see it."""
        return str(self.product(goods)["status"]) == "publish"

    def take_off(self, goods: Goods) -> None:
        """Delete it."""
        self.control("DELETE", f"/products/{self.product(goods)['id']}")

    def told(self, bought: Bought) -> Told:
        """Read the order, its notes and what is kept beside it."""
        shown = self.control("GET", f"/orders/{bought.order_id}")
        numbers = [one["note"].split()[-2] for one in shown["notes"]]
        status = shown["order"]["status"]
        return Told(canceled=status == "cancelled", tracking_number=", ".join(numbers))

    def called(self) -> Sequence[RawRequest]:
        """Let the shop make its calls; the trial of a new address is made at once, and is none of them."""
        return [call for call in super().called() if b"webhook_id=" not in call.body]

    def product(self, goods: Goods) -> dict[str, Any]:
        """Return a product's document."""
        found: list[dict[str, Any]] = self.control("GET", "/products", params={"sku": goods.sku})["products"]
        return found[0]


def listing(sku: str = "CEZVE-1", **changes: Any) -> ListingItem:
    """A product that may be put on offer."""
    values: dict[str, Any] = {
        "listing_id": UUID(int=1),
        "external_id": sku,
        "group": "bakir-cezve",
        "sku": sku,
        "title": "Bakır cezve",
        "description": "<p>El yapımı</p>",
        "price": Money(PRICE_MINOR, "TRY"),
        "list_price": None,
        "quantity": 3,
        "tax_percent": 20,
        "images": ["https://pictures.example/cezve.webp"],
        "facts": {"category_ids": "15"},
    }
    return ListingItem(**{**values, **changes})
