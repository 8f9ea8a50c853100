"""Plans that tell what became of an order of our own stock: which parcel left, with which carrier."""

from __future__ import annotations

import zlib
from typing import Any

from arasta.connectors.amazon import answers
from arasta.connectors.amazon.account import Shop
from arasta.connectors.amazon.client import Calls, iso
from arasta.contexts.channels.types import ItemResult, Outcome, PackageItem, Pushed
from arasta.kernel.transport.wire import Plan, Unreadable

OTHER = "Other"
KNOWN_CARRIERS = ("UPS", "USPS", "FedEx", "DHL", "DPD", "GLS", "TNT", "Royal Mail", "Hermes", "Yodel", "Chronopost")
_DOUBTS = {Outcome.INVALID, Outcome.UNKNOWN}


def confirm_shipment(calls: Calls, shop: Shop, item: PackageItem) -> Plan[Pushed]:
    """Tell that a parcel left. If the answer is a refusal or none, look whether it was told before."""
    wrong = _issue(item)
    if wrong:
        refused = ItemResult(external_id=item.package_id, outcome=Outcome.INVALID, code="not_sendable", text=wrong)
        return Pushed(results=[refused])
    order_id = item.order_id or item.package_id
    answer = yield calls.confirm_shipment(order_id, parcel(item, shop))
    failure = answers.failure_of(answer)
    if failure is None:
        return Pushed(results=[ItemResult(external_id=item.package_id, outcome=Outcome.OK)])
    if failure.outcome in _DOUBTS and (yield from _is_told(calls, order_id, item.tracking_number)):
        return Pushed(
            results=[ItemResult(external_id=item.package_id, outcome=Outcome.SAME, text=item.tracking_number)]
        )
    return Pushed(results=[failure.result(item.package_id)])


def parcel(item: PackageItem, shop: Shop) -> dict[str, Any]:
    """Write a parcel; the number of the carrier makes its own, so that saying it again changes nothing."""
    reference = zlib.crc32(item.tracking_number.encode()) or 1
    return {
        "packageReferenceId": str(reference),
        **_carrier(item.carrier or shop.setting("carrier"), shop),
        "trackingNumber": item.tracking_number,
        "shipDate": iso(item.shipped_at) if item.shipped_at else "",
        "orderItems": [{"orderItemId": line.external_id, "quantity": line.quantity} for line in item.lines],
    }


def _carrier(name: str, shop: Shop) -> dict[str, str]:
    """Name the carrier by Amazon's code, or by its name where Amazon has none."""
    code = shop.carriers.get(name.casefold()) or next(
        (one for one in KNOWN_CARRIERS if one.casefold() == name.casefold()), ""
    )
    return {"carrierCode": code} if code else {"carrierCode": OTHER, "carrierName": name}


def _issue(item: PackageItem) -> str:
    checks = {
        "there is no tracking number": item.tracking_number,
        "it is not known when it left": item.shipped_at,
        "it holds nothing": item.lines,
    }
    return next((text for text, value in checks.items() if not value), "")


def _is_told(calls: Calls, order_id: str, tracking_number: str) -> Plan[bool]:
    answer = yield calls.order(order_id)
    if answers.failure_of(answer) is not None:
        return False
    try:
        packages = answers.expect_json(answer)["order"].get("packages") or []
        return any(one.get("trackingNumber") == tracking_number for one in packages)
    except (Unreadable, KeyError, AttributeError, TypeError):
        return False
