"""Trendyol's twin for the shared suite."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from arasta.contexts.channels.ports import Account
from arasta.contexts.channels.types import ListingItem
from arasta.twins.faults import Fault
from tests.connectors.suite.rig import PRICE_MINOR, Bought, Goods, Told
from tests.connectors.suite.twin_rig import TwinRig
from tests.connectors.trendyol.bench import SECRETS, SETTINGS, listing
from tests.twins import makers

NO_TOKEN = "The key and the secret of a seller do not expire."


class TrendyolRig(TwinRig):
    """A seller of the marketplace."""

    name = connector = "trendyol"
    exempt: Mapping[Fault, str] = {Fault.TOKEN_EXPIRED: NO_TOKEN}

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.account = Account({**SETTINGS, "stream_gap_seconds": "0"}, SECRETS, "TRY")
        self.control("PUT", "/settings", json={"stream_gap_ms": 0})

    def offer(self, *skus: str, units: int) -> Sequence[Goods]:
        """Put approved products on sale; their barcodes are their SKUs."""
        price = PRICE_MINOR // 100
        makers.publish(self.world, *(makers.product(sku, salePrice=price, listPrice=price) for sku in skus))
        for sku in skus:
            makers.push(self.world, sku, units)
        self.wait(1)
        return [Goods(external_id=sku, sku=f"SKU-{sku}") for sku in skus]

    def describe(self, sku: str) -> ListingItem:
        """Describe a coffee pot."""
        return listing(sku, sku=f"SKU-{sku}")

    def buy(self, goods: Goods, quantity: int = 1) -> Bought:
        """Buy a second after whoever bought before."""
        self.wait(1)
        placed = makers.order(self.world, quantity, goods.external_id)
        return Bought(order_id=str(placed["orderNumber"]), package_id=str(placed["packageId"]))

    def cancel(self, bought: Bought) -> None:
        """Cancel all packages of an order."""
        self.wait(1)
        self.control("POST", f"/packages/{bought.package_id}/cancel", json={})

    def cancel_one(self, bought: Bought) -> None:
        """Cancel a unit; the rest goes on in a package of another id."""
        self.wait(1)
        self.control("POST", f"/packages/{bought.package_id}/cancel", json={"lines": [self._line(bought)]})

    def give_back_one(self, bought: Bought) -> None:
        """Deliver all of it, take a unit back, and let the market accept that."""
        for status in ("Picking", "Shipped", "Delivered"):
            self.control("POST", f"/packages/{bought.package_id}/status", json={"status": status, "force": True})
        body = {"lines": [self._line(bought)], "status": "Accepted"}
        self.control("POST", f"/packages/{bought.package_id}/claims", json=body)

    def _line(self, bought: Bought) -> dict[str, Any]:
        return {"lineId": makers.package(self.world, int(bought.package_id))["lines"][0]["lineId"], "quantity": 1}

    def units(self, goods: Goods) -> int:
        """Return what the marketplace shows."""
        return makers.quantity_of(self.world, goods.external_id)

    def price_minor(self, goods: Goods) -> int:
        """Return the sale price."""
        return int(self._listing(goods)["saleMinor"])

    def is_on_sale(self, goods: Goods) -> bool:
        """Tell whether the marketplace approved it."""
        return str(self._listing(goods)["approval"]) == "approved"

    def take_off(self, goods: Goods) -> None:
        """Delete it."""
        self.world.call("DELETE", f"{makers.CONTROL}/listings/{goods.external_id}")

    def told(self, bought: Bought) -> Told:
        """Read the package."""
        body = makers.package(self.world, int(bought.package_id))
        status = str(body["status"])
        return Told(
            accepted=status in {"Picking", "Invoiced", "Shipped", "Delivered"},
            canceled=status in {"UnSupplied", "Cancelled", "UnPacked"},
            tracking_number=str(body.get("cargoTrackingNumber") or ""),
        )

    def _listing(self, goods: Goods) -> dict[str, Any]:
        found = self.control("GET", "/listings", params={"barcode": goods.external_id})["listings"]
        return dict(found[0])
