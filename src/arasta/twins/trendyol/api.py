"""The seller API: the operations of the contract, each a few lines over the rest of the twin."""

from collections.abc import Mapping, Sequence
from typing import Any

from arasta.twins.trendyol import batches, claims, contents, finance, packages, reading, webhooks
from arasta.twins.trendyol.books import Books
from arasta.twins.trendyol.gate import Operation, keep_apart
from arasta.twins.trendyol.types import SELLER_MAY_TRACK, SELLER_MOVES, Group, Status
from arasta.twins.wire import Answer, Call, Refusal, whole_number

MAX_ITEMS = 1000
MAX_TRACKING = 100
MAX_REASON = 10**9
DONE = Answer(200)


def _invalid(message: str) -> Refusal:
    return Refusal(400, "InvalidRequestException", message)


def _items(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    items = body.get("items")
    if not isinstance(items, list) or not 1 <= len(items) <= MAX_ITEMS:
        raise _invalid(f"items must hold 1 to {MAX_ITEMS} items.")
    if not all(isinstance(item, dict) for item in items):
        raise _invalid("Every item must be an object.")
    return items


def create_products(books: Books, call: Call) -> Answer:
    """Take in products; each item succeeds or fails for itself."""
    items = _items(call.json_object())
    return Answer(200, {"batchRequestId": batches.accept(books, call.params["seller_id"], batches.PRODUCTS, items)})


def list_approved(books: Books, call: Call) -> Answer:
    """Show approved products by content."""
    return Answer(200, contents.approved(books, call.params["seller_id"], call.query))


def list_unapproved(books: Books, call: Call) -> Answer:
    """Show products that wait for their approval or were rejected."""
    return Answer(200, contents.unapproved(books, call.params["seller_id"], call.query))


def update_contents(books: Books, call: Call) -> Answer:
    """Take in what approved contents say from now on; each item succeeds or fails for itself."""
    items = _items(call.json_object())
    return Answer(200, {"batchRequestId": batches.accept(books, call.params["seller_id"], batches.CONTENT, items)})


def update_variants(books: Books, call: Call) -> Answer:
    """Take in codes and taxes of approved variants; each item succeeds or fails for itself."""
    items = _items(call.json_object())
    return Answer(200, {"batchRequestId": batches.accept(books, call.params["seller_id"], batches.VARIANT, items)})


def update_drafts(books: Books, call: Call) -> Answer:
    """Take in what products say that are not approved; each item succeeds or fails for itself."""
    items = _items(call.json_object())
    return Answer(200, {"batchRequestId": batches.accept(books, call.params["seller_id"], batches.DRAFT, items)})


def batch_result(books: Books, call: Call) -> Answer:
    """Show how far a batch is."""
    return Answer(200, batches.result(books, call.params["seller_id"], call.params["batch_id"]))


def push_offers(books: Books, call: Call) -> Answer:
    """Take in quantities and prices."""
    body, seller_id = call.json_object(), call.params["seller_id"]
    items = _items(body)
    batches.refuse_repeat(books, seller_id, body)
    return Answer(200, {"batchRequestId": batches.accept(books, seller_id, batches.INVENTORY, items)})


def list_orders(books: Books, call: Call) -> Answer:
    """Show one page of packages."""
    return Answer(200, reading.page(books, call.params["seller_id"], call.query))


def stream_orders(books: Books, call: Call) -> Answer:
    """Show the next part of the stream."""
    seller_id = call.params["seller_id"]
    keep_apart(books, seller_id, "stream", books.settings.stream_gap_ms)
    return Answer(200, reading.stream(books, seller_id, call.query))


def update_package(books: Books, call: Call) -> Answer:
    """Move a whole package to Picking, and then to Invoiced."""
    body = call.json_object()
    package = packages.find(books, call.params["package_id"], seller_id=call.params["seller_id"])
    if body.get("status") not in {Status.PICKING.value, Status.INVOICED.value}:
        raise _invalid("status must be Picking or Invoiced.")
    named = packages.read_lines(books, package, body.get("lines"))
    if named != {line_id: line["quantity"] for line_id, line in packages.lines_of(books, package["id"]).items()}:
        raise Refusal(400, "LinesException", "lines must name every line of the package with its whole quantity.")
    params = body.get("params")
    invoice = params.get("invoiceNumber") if isinstance(params, dict) else None
    if isinstance(invoice, str) and invoice:
        packages.set_invoice(books, package, invoice[:100])
    packages.move(books, package, Status(body["status"]), legal=SELLER_MOVES)
    return DONE


def update_tracking(books: Books, call: Call) -> Answer:
    """Note the tracking number of the seller's own carrier."""
    number = call.json_object().get("trackingNumber")
    package = packages.find(books, call.params["package_id"], seller_id=call.params["seller_id"])
    if not isinstance(number, str) or not 0 < len(number.strip()) <= MAX_TRACKING:
        raise _invalid(f"trackingNumber must be a text of at most {MAX_TRACKING} characters.")
    if Status(package["status"]) not in SELLER_MAY_TRACK:
        raise Refusal(400, "IllegalStatusException", f"A {package['status']} package takes no tracking number.")
    packages.track(books, package, number.strip())
    return DONE


def mark_unsupplied(books: Books, call: Call) -> Answer:
    """Cancel lines for the seller; the package gets a new id."""
    body = call.json_object()
    package = packages.find(books, call.params["package_id"], seller_id=call.params["seller_id"])
    reason = whole_number(body.get("reasonId"), "reasonId", least=0, most=MAX_REASON)
    packages.mark_unsupplied(books, package, packages.read_lines(books, package, body.get("lines")), reason)
    return DONE


def create_webhook(books: Books, call: Call) -> Answer:
    """Subscribe to packages."""
    return Answer(200, {"id": webhooks.create(books, call.params["seller_id"], call.json_object())})


def list_webhooks(books: Books, call: Call) -> Answer:
    """Show the subscriptions."""
    return Answer(200, webhooks.list_all(books, call.params["seller_id"]))


def update_webhook(books: Books, call: Call) -> Answer:
    """Change a subscription."""
    webhooks.replace(books, call.params["seller_id"], call.params["webhook_id"], call.json_object())
    return DONE


def delete_webhook(books: Books, call: Call) -> Answer:
    """Drop a subscription."""
    webhooks.delete(books, call.params["seller_id"], call.params["webhook_id"])
    return DONE


def activate_webhook(books: Books, call: Call) -> Answer:
    """Wake a subscription."""
    webhooks.set_active(books, call.params["seller_id"], call.params["webhook_id"], active=True)
    return DONE


def deactivate_webhook(books: Books, call: Call) -> Answer:
    """Silence a subscription."""
    webhooks.set_active(books, call.params["seller_id"], call.params["webhook_id"], active=False)
    return DONE


def list_claims(books: Books, call: Call) -> Answer:
    """Show what buyers send back."""
    return Answer(200, claims.page(books, call.params["seller_id"], call))


def approve_claim(books: Books, call: Call) -> Answer:
    """Give money back."""
    item_ids = call.json_object().get("claimLineItemIdList")
    claims.approve(books, call.params["seller_id"], call.params["claim_id"], item_ids)
    return DONE


def issue_claim(books: Books, call: Call) -> Answer:
    """Refuse what was sent back."""
    claims.issue(books, call.params["seller_id"], call)
    return DONE


def list_settlements(books: Books, call: Call) -> Answer:
    """Show what was taken and is owed."""
    return Answer(200, finance.settlements(books, call.params["seller_id"], call))


def list_other_financials(books: Books, call: Call) -> Answer:
    """Show what was paid out and deducted."""
    return Answer(200, finance.others(books, call.params["seller_id"], call))


def list_cargo_invoice(books: Books, call: Call) -> Answer:
    """Show which parcels an invoice of the carrier is for."""
    return Answer(200, finance.cargo_invoice(books, call.params["seller_id"], call))


def send_invoice_link(books: Books, call: Call) -> Answer:
    """Note where the customer finds the invoice of a package."""
    body = call.json_object()
    package_id = whole_number(body.get("shipmentPackageId"), "shipmentPackageId", least=1, most=packages.NO_ID)
    package = packages.find(books, package_id, seller_id=call.params["seller_id"])
    packages.link_invoice(books, package, body.get("invoiceLink"))
    return Answer(201)


_PRODUCT = "/product/sellers/{seller_id:int}"
_ORDER = "/order/sellers/{seller_id:int}"
_FINANCE = "/finance/che/sellers/{seller_id:int}"
_PACKAGE = _ORDER + "/shipment-packages/{package_id:int}"
_WEBHOOK = "/webhook/sellers/{seller_id:int}/webhooks"
_ONE_WEBHOOK = _WEBHOOK + "/{webhook_id}"

OPERATIONS: Sequence[Operation] = (
    Operation("createProductsV2", "POST", f"{_PRODUCT}/v2/products", Group.PRODUCT_WRITE, create_products),
    Operation("filterApprovedProducts", "GET", f"{_PRODUCT}/products/approved", Group.PRODUCT_READ, list_approved),
    Operation(
        "filterUnapprovedProducts", "GET", f"{_PRODUCT}/products/unapproved", Group.PRODUCT_READ, list_unapproved
    ),
    Operation(
        "updateContentBulk",
        "POST",
        f"{_PRODUCT}/products/content-bulk-update",
        Group.PRODUCT_WRITE,
        update_contents,
    ),
    Operation(
        "updateVariantBulk",
        "POST",
        f"{_PRODUCT}/products/variant-bulk-update",
        Group.PRODUCT_WRITE,
        update_variants,
    ),
    Operation(
        "updateUnapprovedProducts",
        "POST",
        f"{_PRODUCT}/products/unapproved-bulk-update",
        Group.PRODUCT_WRITE,
        update_drafts,
    ),
    Operation(
        "getBatchRequestResult",
        "GET",
        f"{_PRODUCT}/products/batch-requests/{{batch_id}}",
        Group.PRODUCT_READ,
        batch_result,
    ),
    Operation(
        "updatePriceAndInventory",
        "POST",
        "/inventory/sellers/{seller_id:int}/products/price-and-inventory",
        Group.STOCK_PRICE,
        push_offers,
    ),
    Operation("getShipmentPackagesV2", "GET", f"{_ORDER}/v2/orders", Group.ORDER_READ, list_orders),
    Operation("getShipmentPackagesStream", "GET", f"{_ORDER}/orders/stream", Group.ORDER_READ, stream_orders),
    Operation("updatePackage", "PUT", _PACKAGE, Group.ORDER_STATUS, update_package),
    Operation("updateTrackingNumber", "PUT", f"{_PACKAGE}/update-tracking-number", Group.ORDER_STATUS, update_tracking),
    Operation("markUnsupplied", "PUT", f"{_PACKAGE}/items/unsupplied", Group.UNSUPPLIED, mark_unsupplied),
    Operation("createWebhook", "POST", _WEBHOOK, Group.WEBHOOK, create_webhook),
    Operation("getWebhooks", "GET", _WEBHOOK, Group.WEBHOOK, list_webhooks),
    Operation("updateWebhook", "PUT", _ONE_WEBHOOK, Group.WEBHOOK, update_webhook),
    Operation("deleteWebhook", "DELETE", _ONE_WEBHOOK, Group.WEBHOOK, delete_webhook),
    Operation("activateWebhook", "PUT", f"{_ONE_WEBHOOK}/activate", Group.WEBHOOK, activate_webhook),
    Operation("deactivateWebhook", "PUT", f"{_ONE_WEBHOOK}/deactivate", Group.WEBHOOK, deactivate_webhook),
    Operation("getClaims", "GET", f"{_ORDER}/claims", Group.CLAIM_READ, list_claims),
    Operation(
        "approveClaimLineItems",
        "PUT",
        f"{_ORDER}/claims/{{claim_id}}/items/approve",
        Group.CLAIM_APPROVE,
        approve_claim,
    ),
    Operation("createClaimIssue", "POST", f"{_ORDER}/claims/{{claim_id}}/issue", Group.CLAIM_APPROVE, issue_claim),
    Operation("getOtherFinancials", "GET", f"{_FINANCE}/otherfinancials", Group.FINANCE, list_other_financials),
    Operation(
        "getCargoInvoiceItems", "GET", f"{_FINANCE}/cargo-invoice/{{serial}}/items", Group.FINANCE, list_cargo_invoice
    ),
    Operation(
        "sendInvoiceLink",
        "POST",
        "/sellers/{seller_id:int}/seller-invoice-links",
        Group.ORDER_STATUS,
        send_invoice_link,
    ),
    Operation(
        "getSettlements",
        "GET",
        f"{_FINANCE}/settlements",
        Group.FINANCE,
        list_settlements,
    ),
)
