"""A Shopify shop's twin for the shared suite."""

from __future__ import annotations

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

API = "/shopify/admin/api/2026-10"
SHOP = "kervan.myshopify.com"
PLACE = "71001"
SETTINGS = {"shop": SHOP, "base_url": ORIGIN + API, "location_id": PLACE, "publication_id": "1"}
SECRETS = {"access_token": "shpat-demo-token", "client_secret": "shpss-demo-secret"}


class ShopifyRig(TwinRig):
    """A merchant's shop."""

    name = connector = "shopify"
    prices_singly = True
    exempt: Mapping[Fault, str] = {
        Fault.TOKEN_EXPIRED: "The token of an app that is installed does not expire.",
        Fault.PAGE_SHIFT: "The cursor is a place by value, so pages do not shift.",
    }

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.account = Account(SETTINGS, SECRETS, "TRY")

    def offer(self, *skus: str, units: int) -> Sequence[Goods]:
        """Put products of one variant on sale, as the merchant does at his own screen."""
        products = [{"sku": sku, "priceMinor": PRICE_MINOR, "quantity": units} for sku in skus]
        self.control("POST", "/listings", json={"products": products})
        return [Goods(external_id=sku, sku=sku, refs=self._refs(sku)) for sku in skus]

    def _refs(self, sku: str) -> Mapping[str, str]:
        found = self.listing(sku)
        names = {"product": "productId", "variant": "id", "inventory_item": "inventoryItemId"}
        return {ours: str(found[theirs]) for ours, theirs in names.items()}

    def describe(self, sku: str) -> ListingItem:
        """Describe a coffee pot."""
        return describe(sku)

    def buy(self, goods: Goods, quantity: int = 1) -> Bought:
        """Buy a second after whoever bought before."""
        self.wait(1)
        placed = self.control("POST", "/orders", json={"lines": [{"sku": goods.sku, "quantity": quantity}]})
        return Bought(order_id=str(placed["orderId"]), package_id=str(placed["packages"][0]["id"]))

    def cancel(self, bought: Bought) -> None:
        """Cancel an order whole."""
        self.wait(1)
        self.control("POST", f"/orders/{bought.order_id}/cancel")

    def cancel_one(self, bought: Bought) -> None:
        """Take a unit out of an order, with its money."""
        self.wait(1)
        line = {"lineId": self.order(bought)["lines"][0]["id"], "quantity": 1}
        self.control("POST", f"/orders/{bought.order_id}/refund", json={"lines": [line], "amountMinor": PRICE_MINOR})

    def give_back_one(self, bought: Bought) -> None:
        """Pay back what a unit costs."""
        self.wait(1)
        self.control("POST", f"/orders/{bought.order_id}/refund", json={"amountMinor": PRICE_MINOR})

    def units(self, goods: Goods) -> int:
        """Return what all places have."""
        return int(self.listing(goods.sku)["quantity"])

    def price_minor(self, goods: Goods) -> int:
        """Return the price."""
        return int(self.listing(goods.sku)["priceMinor"])

    def is_on_sale(self, goods: Goods) -> bool:
        """Tell whether it is in the window."""
        return bool(self.listing(goods.sku)["published"])

    def take_off(self, goods: Goods) -> None:
        """Delete the product."""
        self.control("DELETE", f"/listings/{goods.sku}")

    def told(self, bought: Bought) -> Told:
        """Read the order, after jobs had their time."""
        self.wait(2)
        order = self.control("GET", f"/orders/{bought.order_id}")
        numbers = [one["tracking"]["number"] or "" for one in order["fulfillments"]]
        return Told(
            accepted=order["packages"][0]["status"] in {"IN_PROGRESS", "CLOSED"},
            canceled=bool(order["canceled"]),
            tracking_number=numbers[-1] if numbers else "",
        )

    def listing(self, sku: str) -> Mapping[str, Any]:
        """Return the twin's own view of a variant."""
        return dict(self.control("GET", "/listings", params={"sku": sku})["listings"][0])

    def order(self, bought: Bought) -> Mapping[str, Any]:
        """Return the twin's own view of an order."""
        return dict(self.control("GET", f"/orders/{bought.order_id}"))


def describe(sku: str, **changes: Any) -> ListingItem:
    """Describe a product that breaks no rule."""
    values: dict[str, Any] = {
        "listing_id": UUID(int=9),
        "external_id": sku,
        "group": "cezve",
        "sku": sku,
        "title": "Bakır cezve",
        "description": "<p>El yapımı</p>",
        "price": Money(PRICE_MINOR, "TRY"),
        "list_price": None,
        "quantity": 5,
        "tax_percent": 20,
        "images": ["https://pictures.example/cezve.webp"],
        "barcode": "8690000000017",
        "brand": "Kervan",
    }
    return ListingItem(**{**values, **changes})
