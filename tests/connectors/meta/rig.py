"""Meta's twin for the shared suite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

from arasta.contexts.channels.ports import Account
from arasta.contexts.channels.types import ListingItem
from arasta.twins.faults import Fault
from arasta.twins.meta.types import APP_SECRET, CATALOG, TOKEN, VERSION
from tests.connectors.google import rig as google
from tests.connectors.suite.rig import PRICE_MINOR, Bought, Goods, Told
from tests.connectors.suite.twin_rig import TwinRig
from tests.twins.makers import ORIGIN

HOOK = "https://shop.example/hooks/meta"
SECRETS = {"access_token": TOKEN, "app_secret": APP_SECRET, "verify_token": "our word"}
SETTINGS = {"catalog_id": CATALOG, "base_url": f"{ORIGIN}/meta/{VERSION}"}
NO_END = "The token of a system user does not end by itself."


class MetaRig(TwinRig):
    """A catalog. A batch is worked off half a second later."""

    name = connector = "meta"
    exempt: Mapping[Fault, str] = {Fault.TOKEN_EXPIRED: NO_END, Fault.PAGE_SHIFT: google.NO_SHIFT}

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.account = Account(SETTINGS, SECRETS, "TRY")
        self.control("PUT", "/settings", json={"process_delay_ms": 500})
        self.world.receiver = _answer

    def merchant(self, method: str, path: str, **options: Any) -> Any:
        """Call the interface beside what the connector does."""
        headers = {"authorization": f"Bearer {TOKEN}"}
        return self.world.call(method, f"/meta/{VERSION}/{CATALOG}{path}", headers=headers, **options)

    def offer(self, *skus: str, units: int) -> Sequence[Goods]:
        """Put products in, as the merchant would by hand."""
        requests = [{"method": "CREATE", "data": data(sku, units)} for sku in skus]
        body = {"item_type": "PRODUCT_ITEM", "allow_upsert": True, "requests": requests}
        assert self.merchant("POST", "/items_batch", json=body).is_success
        self.wait(1)
        self.wait(1)
        return [Goods(external_id=sku, sku=sku) for sku in skus]

    def describe(self, sku: str) -> ListingItem:
        """Describe a coffee pot."""
        return google.listing(sku)

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
        """Return what is shown."""
        return int(self.shown(goods)["quantity_to_sell_on_facebook"])

    def price_minor(self, goods: Goods) -> int:
        """Return what it costs."""
        shown = self.shown(goods)
        return int(str(shown.get("sale_price") or shown["price"]).split()[0].replace(".", ""))

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


def _answer(request: httpx.Request) -> httpx.Response:
    """Give the echo, and take every note."""
    return httpx.Response(200, text=request.url.params.get("hub.challenge", ""))


def data(sku: str, units: int) -> dict[str, Any]:
    """Return a right product as the interface takes it."""
    return {
        "id": sku,
        "title": f"Bakır cezve {sku}",
        "description": "El yapımı",
        "availability": "in stock" if units else "out of stock",
        "condition": "new",
        "price": f"{PRICE_MINOR // 100}.00 TRY",
        "link": "https://shop.example/p/cezve",
        "image_link": "https://pictures.example/cezve.webp",
        "brand": "Kervan",
        "quantity_to_sell_on_facebook": units,
    }
