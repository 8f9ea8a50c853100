"""Trendyol's calls as request values: where each goes, which budget it is charged to, what it carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from arasta.contexts.channels.types.returning import Attachment
from arasta.kernel.transport.limits import RateGroup, Window
from arasta.kernel.transport.wire import HttpRequest, write_json

STREAM = "order_stream"
ORDER_READ = "order_read"
ORDER_STATUS = "order_status"
UNSUPPLIED = "unsupplied"
STOCK_PRICE = "stock_price"
PRODUCT_WRITE = "product_write"
PRODUCT_READ = "product_read"
WEBHOOKS = "webhooks"
CLAIM_READ = "claim_read"
CLAIM_APPROVE = "claim_approve"
FINANCE = "finance"

PAGE = 200
APPROVED_PAGE, UNAPPROVED_PAGE = 100, 1000
_JSON = {"content-type": "application/json"}
_BURST = Window(50, 10)


def rate_groups(stream_gap_seconds: int) -> Sequence[RateGroup]:
    """Return the budgets of the lowest seller tier; stream and single reads share thirty calls a minute."""
    return [
        RateGroup(STREAM, [Window(20, 60)], gap_seconds=stream_gap_seconds),
        RateGroup(ORDER_READ, [Window(10, 60)]),
        RateGroup(ORDER_STATUS, [Window(300, 60), _BURST]),
        RateGroup(UNSUPPLIED, [Window(100, 60), _BURST]),
        RateGroup(STOCK_PRICE, [Window(350, 60), _BURST]),
        RateGroup(PRODUCT_WRITE, [Window(200, 60), _BURST]),
        RateGroup(PRODUCT_READ, [Window(1000, 60), _BURST]),
        RateGroup(WEBHOOKS, [_BURST]),
        RateGroup(CLAIM_READ, [_BURST]),
        RateGroup(CLAIM_APPROVE, [Window(5, 60)]),
        RateGroup(FINANCE, [Window(100, 60), _BURST]),
    ]


@dataclass(frozen=True)
class Calls:
    """The calls of one seller."""

    seller_id: int

    def stream(self, start_ms: int, end_ms: int, next_cursor: str) -> HttpRequest:
        """Read packages by their last change, newest first."""
        query = {"lastModifiedStartDate": str(start_ms), "lastModifiedEndDate": str(end_ms), "size": str(PAGE)}
        if next_cursor:
            query["nextCursor"] = next_cursor
        return self._get(f"/order/sellers/{self.seller_id}/orders/stream", STREAM, query)

    def order(self, order_number: str) -> HttpRequest:
        """Read all packages of an order."""
        query = {"orderNumber": order_number, "size": str(PAGE)}
        return self._get(f"/order/sellers/{self.seller_id}/v2/orders", ORDER_READ, query)

    def package(self, package_id: str) -> HttpRequest:
        """Read one package."""
        query = {"shipmentPackageIds": package_id, "size": "1"}
        return self._get(f"/order/sellers/{self.seller_id}/v2/orders", ORDER_READ, query)

    def offers(self, items: Sequence[dict[str, Any]]) -> HttpRequest:
        """Send quantities and prices. The same body twice within 15 minutes is refused."""
        path = f"/inventory/sellers/{self.seller_id}/products/price-and-inventory"
        return self._send("POST", path, STOCK_PRICE, {"items": list(items)})

    def products(self, items: Sequence[dict[str, Any]]) -> HttpRequest:
        """Put products on offer."""
        return self._send(
            "POST", f"/product/sellers/{self.seller_id}/v2/products", PRODUCT_WRITE, {"items": list(items)}
        )

    def approved(self, barcodes: Sequence[str]) -> HttpRequest:
        """Read approved products, at most fifty."""
        return self._get(f"{self._products()}/approved", PRODUCT_READ, {"barcodes": ",".join(barcodes), "size": "100"})

    def approved_page(self, page: int, token: str) -> HttpRequest:
        """Read a page of all approved products; pages are counted up to ten thousand, a token leads beyond."""
        place = {"nextPageToken": token} if token else {"page": str(page)}
        return self._get(f"{self._products()}/approved", PRODUCT_READ, {"size": str(APPROVED_PAGE), **place})

    def unapproved_page(self, page: int) -> HttpRequest:
        """Read a page of all products that wait for their approval or were rejected."""
        query = {"size": str(UNAPPROVED_PAGE), "page": str(page)}
        return self._get(f"{self._products()}/unapproved", PRODUCT_READ, query)

    def content(self, content_id: str) -> HttpRequest:
        """Read one approved product with its variants."""
        return self._get(f"{self._products()}/approved", PRODUCT_READ, {"contentId": content_id, "size": "1"})

    def unapproved(self, barcodes: Sequence[str]) -> HttpRequest:
        """Read products that wait for their approval or were rejected, at most fifty."""
        return self._get(
            f"{self._products()}/unapproved", PRODUCT_READ, {"barcodes": ",".join(barcodes), "size": "100"}
        )

    def contents(self, items: Sequence[dict[str, Any]]) -> HttpRequest:
        """Say what approved products say from now on."""
        return self._send("POST", f"{self._products()}/content-bulk-update", PRODUCT_WRITE, {"items": list(items)})

    def variants(self, items: Sequence[dict[str, Any]]) -> HttpRequest:
        """Say under which code and with which tax variants of approved products are sold."""
        return self._send("POST", f"{self._products()}/variant-bulk-update", PRODUCT_WRITE, {"items": list(items)})

    def drafts(self, items: Sequence[dict[str, Any]]) -> HttpRequest:
        """Say what products that are not approved say from now on."""
        return self._send("POST", f"{self._products()}/unapproved-bulk-update", PRODUCT_WRITE, {"items": list(items)})

    def batch(self, batch_id: str) -> HttpRequest:
        """Ask what became of a batch."""
        return self._get(f"{self._products()}/batch-requests/{batch_id}", PRODUCT_READ, {})

    def package_status(
        self, package_id: str, status: str, lines: Sequence[dict[str, int]], params: dict[str, str]
    ) -> HttpRequest:
        """Say that a package is picked or invoiced."""
        body = {"status": status, "lines": list(lines), "params": params}
        return self._send("PUT", self._package(package_id), ORDER_STATUS, body)

    def tracking(self, package_id: str, number: str) -> HttpRequest:
        """Say the number under which our own carrier brings a package."""
        path = f"{self._package(package_id)}/update-tracking-number"
        return self._send("PUT", path, ORDER_STATUS, {"trackingNumber": number})

    def unsupplied(self, package_id: str, lines: Sequence[dict[str, int]], reason_id: int) -> HttpRequest:
        """Say which lines cannot be supplied; the package is made anew without them."""
        body = {"lines": list(lines), "reasonId": reason_id}
        return self._send("PUT", f"{self._package(package_id)}/items/unsupplied", UNSUPPLIED, body)

    def webhooks(self) -> HttpRequest:
        """Read the subscriptions."""
        return self._get(self._webhook(), WEBHOOKS, {})

    def add_webhook(self, body: dict[str, Any]) -> HttpRequest:
        """Subscribe; a seller has at most fifteen."""
        return self._send("POST", self._webhook(), WEBHOOKS, body)

    def update_webhook(self, webhook_id: str, body: dict[str, Any]) -> HttpRequest:
        """Change a subscription."""
        return self._send("PUT", f"{self._webhook()}/{webhook_id}", WEBHOOKS, body)

    def activate_webhook(self, webhook_id: str) -> HttpRequest:
        """Wake a subscription that fell silent."""
        return self._send("PUT", f"{self._webhook()}/{webhook_id}/activate", WEBHOOKS, {})

    def claims(self, start_ms: int, end_ms: int, page: int, size: int) -> HttpRequest:
        """Read what buyers send back."""
        query = {"startDate": str(start_ms), "endDate": str(end_ms), "page": str(page), "size": str(size)}
        return self._get(f"/order/sellers/{self.seller_id}/claims", CLAIM_READ, query)

    def claims_of(self, order_number: str) -> HttpRequest:
        """Read what is sent back of one order."""
        query = {"orderNumber": order_number, "page": "0", "size": "50"}
        return self._get(f"/order/sellers/{self.seller_id}/claims", CLAIM_READ, query)

    def approve_claim(self, claim_id: str, item_ids: Sequence[str]) -> HttpRequest:
        """Approve items of a claim: their money goes back."""
        path = f"/order/sellers/{self.seller_id}/claims/{claim_id}/items/approve"
        return self._send("PUT", path, CLAIM_APPROVE, {"claimLineItemIdList": list(item_ids), "params": {}})

    def reject_claim(
        self, claim_id: str, item_ids: Sequence[str], reason: str, note: str, files: Sequence[Attachment]
    ) -> HttpRequest:
        """Reject items of a claim; most reasons need a picture."""
        query = {"claimIssueReasonId": reason, "claimItemIdList": ",".join(item_ids), "description": note}
        boundary = f"claim-{claim_id}"
        return HttpRequest(
            method="POST",
            path=f"/order/sellers/{self.seller_id}/claims/{claim_id}/issue",
            group=CLAIM_APPROVE,
            query=query,
            headers={"content-type": f"multipart/form-data; boundary={boundary}"},
            body=form_data(files, boundary),
        )

    def invoice_link(self, package_id: str, link: str) -> HttpRequest:
        """Say where the customer finds the invoice of a package."""
        body = {"invoiceLink": link, "shipmentPackageId": int(package_id)}
        return self._send("POST", f"/sellers/{self.seller_id}/seller-invoice-links", ORDER_STATUS, body)

    def other_financials(self, start_ms: int, end_ms: int, kind: str, page: int, size: int) -> HttpRequest:
        """Read one kind of what is paid out or deducted."""
        query = {"startDate": str(start_ms), "endDate": str(end_ms), "transactionType": kind}
        path = f"/finance/che/sellers/{self.seller_id}/otherfinancials"
        return self._get(path, FINANCE, {**query, "page": str(page), "size": str(size)})

    def cargo_invoice(self, serial: str, page: int, size: int) -> HttpRequest:
        """Read which parcels an invoice of the carrier is for."""
        path = f"/finance/che/sellers/{self.seller_id}/cargo-invoice/{quote(serial, safe='')}/items"
        return self._get(path, FINANCE, {"page": str(page), "size": str(size)})

    def settlements(self, start_ms: int, end_ms: int, kind: str, page: int, size: int) -> HttpRequest:
        """Read one kind of transaction of the account."""
        query = {"startDate": str(start_ms), "endDate": str(end_ms), "transactionType": kind}
        path = f"/finance/che/sellers/{self.seller_id}/settlements"
        return self._get(path, FINANCE, {**query, "page": str(page), "size": str(size)})

    def _products(self) -> str:
        return f"/product/sellers/{self.seller_id}/products"

    def _webhook(self) -> str:
        return f"/webhook/sellers/{self.seller_id}/webhooks"

    def _package(self, package_id: str) -> str:
        return f"/order/sellers/{self.seller_id}/shipment-packages/{package_id}"

    def _get(self, path: str, group: str, query: dict[str, str]) -> HttpRequest:
        return HttpRequest(method="GET", path=path, group=group, query=query, repeatable=True)

    def _send(self, method: str, path: str, group: str, body: dict[str, Any]) -> HttpRequest:
        return HttpRequest(method=method, path=path, group=group, headers=_JSON, body=write_json(body))


def form_data(files: Sequence[Attachment], boundary: str) -> bytes:
    """Write files as the body of a form."""
    parts = [
        f'--{boundary}\r\ncontent-disposition: form-data; name="files"; filename="{_quoted(one.name)}"\r\n'.encode()
        + f"content-type: {one.media_type}\r\n\r\n".encode()
        + one.content
        + b"\r\n"
        for one in files
    ]
    return b"".join([*parts, f"--{boundary}--\r\n".encode()])


def _quoted(name: str) -> str:
    return "".join(sign for sign in name if sign.isprintable() and sign not in '"\\')[:100]
