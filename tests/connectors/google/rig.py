"""Google's twin for the shared suite."""

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
from arasta.twins.google.types import ACCOUNT, CLIENT, SOURCE
from tests.connectors.suite.rig import PRICE_MINOR, Bought, Goods, Told
from tests.connectors.suite.twin_rig import TwinRig
from tests.twins.makers import ORIGIN

SETTINGS = {
    "account_id": ACCOUNT,
    "data_source": SOURCE,
    "base_url": f"{ORIGIN}/google/api",
    "token_url": f"{ORIGIN}/google/oauth/token",
    "places": '{"ST-1": "store-1"}',
}
NO_BATCH = "Products go one by one, so no batch fails in part."
NO_TICKET = "Calls are answered at once, so no result is lost."
NO_SHIFT = "Pages go on behind the last product, so none shifts."
MICROS = 10_000


class GoogleRig(TwinRig):
    """A merchant. What is sent is shown a second later."""

    name = connector = "google"
    exempt: Mapping[Fault, str] = {
        Fault.PARTIAL_BATCH: NO_BATCH,
        Fault.RESULT_LOST: NO_TICKET,
        Fault.PAGE_SHIFT: NO_SHIFT,
    }

    def __init__(self, home: Path, **settings: str) -> None:
        super().__init__(home)
        self.account = Account({**SETTINGS, **settings}, CLIENT, "TRY")
        self.control("PUT", "/settings", json={"process_delay_ms": 500})

    def merchant(self, method: str, path: str, **options: Any) -> Any:
        """Call the interface with a good token, beside what the connector does."""
        form = {"grant_type": "refresh_token", **CLIENT}
        token = self.world.call("POST", "/google/oauth/token", data=form).json()["access_token"]
        headers = {"authorization": f"Bearer {token}"}
        return self.world.call(method, f"/google/api{path}", headers=headers, **options)

    def offer(self, *skus: str, units: int) -> Sequence[Goods]:
        """Put products in, as the merchant would by hand."""
        for sku in skus:
            answer = self.merchant(
                "POST",
                f"/products/v1/accounts/{ACCOUNT}/productInputs:insert",
                params={"dataSource": f"accounts/{ACCOUNT}/dataSources/{SOURCE}"},
                content=json.dumps(document(sku, units)).encode(),
            )
            assert answer.is_success, answer.text
        self.wait(1)
        return [Goods(external_id=sku, sku=sku) for sku in skus]

    def describe(self, sku: str) -> ListingItem:
        """Describe a coffee pot."""
        return listing(sku)

    def buy(self, goods: Goods, quantity: int = 1) -> Bought:
        """Nobody buys there."""
        raise NotImplementedError

    def cancel(self, bought: Bought) -> None:
        """Nobody buys there."""
        raise NotImplementedError

    def cancel_one(self, bought: Bought) -> None:
        """Nobody buys there."""
        raise NotImplementedError

    def give_back_one(self, bought: Bought) -> None:
        """Nobody buys there."""
        raise NotImplementedError

    def told(self, bought: Bought) -> Told:
        """Nobody buys there."""
        raise NotImplementedError

    def units(self, goods: Goods) -> int:
        """Return what is shown, once all was looked at."""
        return int(self.shown(goods)["sellOnGoogleQuantity"])

    def price_minor(self, goods: Goods) -> int:
        """Return what it costs."""
        shown = self.shown(goods)
        return int(shown.get("salePrice", shown["price"])["amountMicros"]) // MICROS

    def is_on_sale(self, goods: Goods) -> bool:
        """Tell whether it is shown."""
        found = self.offers(goods.external_id)
        return bool(found) and found[0]["shown"] is not None and not any(one["refused"] for one in found[0]["issues"])

    def take_off(self, goods: Goods) -> None:
        """Let it vanish."""
        self.control("DELETE", f"/offers/{goods.external_id}")

    def shown(self, goods: Goods) -> dict[str, Any]:
        """Return what was made of a product by now."""
        self.wait(1)
        [found] = self.offers(goods.external_id)
        return dict(found["shown"])

    def offers(self, code: str) -> list[dict[str, Any]]:
        """Return the truth about an offer."""
        found = self.control("GET", "/offers", params={"id": code})["offers"]
        return [one for one in found if one["id"] == code]


def document(sku: str, units: int) -> dict[str, Any]:
    """Return a right product as the interface takes it."""
    return {
        "offerId": sku,
        "contentLanguage": "tr",
        "feedLabel": "TR",
        "productAttributes": {
            "title": f"Bakır cezve {sku}",
            "description": "El yapımı",
            "link": "https://shop.example/p/cezve",
            "imageLink": "https://pictures.example/cezve.webp",
            "availability": "IN_STOCK" if units else "OUT_OF_STOCK",
            "sellOnGoogleQuantity": str(units),
            "price": {"amountMicros": str(PRICE_MINOR * MICROS), "currencyCode": "TRY"},
            "brand": "Kervan",
            "identifierExists": False,
            "condition": "NEW",
        },
    }


def listing(sku: str, **changes: Any) -> ListingItem:
    """Describe a product that may be put in."""
    values: dict[str, Any] = {
        "listing_id": UUID(int=1),
        "external_id": sku,
        "group": "cezve",
        "sku": sku,
        "title": "Bakır cezve",
        "description": "El yapımı, ikilik.",
        "price": Money(PRICE_MINOR, "TRY"),
        "list_price": None,
        "quantity": 5,
        "tax_percent": 20,
        "images": ["https://pictures.example/cezve.webp"],
        "brand": "Kervan",
        "link": "https://shop.example/p/cezve",
    }
    return ListingItem(**{**values, **changes})
