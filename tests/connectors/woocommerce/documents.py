"""Documents of a shop, as its property tables describe them."""

from __future__ import annotations

from typing import Any

ADDRESS = {
    "first_name": "Defne",
    "last_name": "Aksu",
    "company": "",
    "address_1": "Çınar Sokak 12/4",
    "address_2": "",
    "city": "Kadıköy",
    "state": "TR34",
    "postcode": "34710",
    "country": "TR",
    "phone": "5550000001",
}


def line(**changes: Any) -> dict[str, Any]:
    """Two pots of 120.00 with 20 % tax within, a tenth off by a coupon: 216.00."""
    return {
        "id": 31,
        "name": "Bakır cezve",
        "product_id": 700,
        "variation_id": 0,
        "quantity": 2,
        "tax_class": "",
        "subtotal": "200.00",
        "subtotal_tax": "40.00",
        "total": "180.00",
        "total_tax": "36.00",
        "taxes": [{"id": 1, "total": "36.00", "subtotal": "40.00"}],
        "meta_data": [],
        "sku": "CEZVE-1",
        "price": 90,
    } | changes


def charge(gross: str, tax: str, **more: Any) -> dict[str, Any]:
    """Something to pay beside the goods."""
    return {"id": 1, "method_title": "Delivery", "total": gross, "total_tax": tax, "taxes": []} | more


def order(**changes: Any) -> dict[str, Any]:
    """An order of two pots, paid, with nothing for delivery."""
    return {
        "id": 727,
        "parent_id": 0,
        "number": "A-727",
        "status": "processing",
        "currency": "TRY",
        "date_created": "2026-11-21T12:00:00",
        "date_created_gmt": "2026-11-21T09:00:00",
        "date_modified": "2026-11-21T12:05:00",
        "date_modified_gmt": "2026-11-21T09:05:00",
        "total": "216.00",
        "total_tax": "36.00",
        "prices_include_tax": True,
        "customer_id": 26,
        "billing": ADDRESS | {"email": "defne@mail.invalid"},
        "shipping": dict(ADDRESS),
        "payment_method": "card",
        "meta_data": [{"id": 1, "key": "_theme", "value": {"deep": [1, None]}}],
        "line_items": [line()],
        "tax_lines": [{"id": 4, "rate_id": 1, "rate_percent": 20, "tax_total": "36.00"}],
        "shipping_lines": [],
        "fee_lines": [],
        "coupon_lines": [{"id": 3, "code": "tenth", "discount": "20.00", "discount_tax": "4.00"}],
        "refunds": [],
    } | changes


def refund(line_id: int = 31, units: int = 1, **changes: Any) -> dict[str, Any]:
    """Some units of a line given back."""
    given = {
        "id": 900,
        "quantity": -units,
        "total": "-90.00",
        "total_tax": "-18.00",
        "sku": "CEZVE-1",
        "meta_data": [{"id": 1, "key": "_refunded_item_id", "value": str(line_id)}],
    }
    return {
        "id": 801,
        "date_created_gmt": "2026-11-22T10:00:00",
        "amount": "108.00",
        "reason": "broken",
        "line_items": [given] if units else [],
        "meta_data": [],
    } | changes
