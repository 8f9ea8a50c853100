"""What the seller reads of products, approved ones by content with their variants; and what content says from now on."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from arasta.twins.faults import Fault
from arasta.twins.trendyol import listings
from arasta.twins.trendyol.books import Books
from arasta.twins.trendyol.types import Approval
from arasta.twins.wire import Refusal, amount, decode, encode, query_number

MOST_BARCODES = 50
MOST_SHOWN = 10_000
APPROVED_SIZE, UNAPPROVED_SIZE = 100, 1000
STATES = {Approval.PENDING: "pendingApproval", Approval.REJECTED: "rejected"}

_ROWS = """
SELECT l.*, c.description, c.images, c.brand_id, c.category_id FROM listing l
LEFT JOIN content c ON c.seller_id = l.seller_id AND c.barcode = l.barcode
WHERE l.seller_id = ? AND (l.approval = 'approved') = ? AND (? = 0 OR l.barcode IN (SELECT value FROM json_each(?)))
  AND (? < 0 OR l.content_id = ?)
ORDER BY l.content_id, l.barcode
"""
TOLD = ("title", "description", "images", "attributes")

Row = Mapping[str, Any]


def approved(books: Books, seller_id: int, query: Mapping[str, str]) -> dict[str, Any]:
    """Return a page of what is approved, variants under their content. Raises Refusal 400."""
    rows = groupby(_rows(books, seller_id, query, is_approved=True), key=lambda row: row["content_id"])
    content = [_content(list(variants)) for _, variants in rows]
    token = query.get("nextPageToken", "")
    if token and (not token.isdigit() or books.strikes(Fault.CURSOR_EXPIRED)):
        raise Refusal(400, "InvalidRequestException", "The nextPageToken is no longer taken.")
    if not token:
        page = _page(content, query, most=APPROVED_SIZE)
        start = page["page"] * page["size"]
    else:
        start, size = int(token), query_number(query, "size", 20, least=1, most=APPROVED_SIZE)
        page = _page(content[start:], {"size": str(size)}, most=APPROVED_SIZE)
    after = start + page["size"]
    return {**page, "nextPageToken": str(after) if after < len(content) else None}


def unapproved(books: Books, seller_id: int, query: Mapping[str, str]) -> dict[str, Any]:
    """Return a page of what waits for its approval or was rejected. Raises Refusal 400."""
    rows = _rows(books, seller_id, query, is_approved=False)
    return _page([_draft(row) for row in rows], query, most=UNAPPROVED_SIZE)


def update(books: Books, seller_id: int, item: Mapping[str, Any]) -> list[str]:
    """Take in what an approved content says from now on, and return why it failed. What is not named stays."""
    content_id = item.get("contentId")
    rows = books.db.execute(
        "SELECT barcode FROM listing WHERE seller_id = ? AND content_id = ? AND approval = 'approved'",
        (seller_id, content_id if isinstance(content_id, int) else -1),
    ).fetchall()
    if not rows:
        return ["the content is not known or not approved"]
    told = {name: item[name] for name in TOLD if item.get(name) is not None}
    failures = listings.broken_rules(listings.rules_of(told), told)
    if not failures:
        for row in rows:
            listings.retell(books, seller_id, row["barcode"], told)
    return failures


def update_variant(books: Books, seller_id: int, item: Mapping[str, Any]) -> list[str]:
    """Take in the code and the tax of an approved variant, and return why it failed. What is not named stays."""
    known = listings.find(books, seller_id, str(item.get("barcode")))
    if known is None or known["approval"] != Approval.APPROVED:
        return ["the barcode is not known or not approved"]
    told = {name: item[name] for name in ("stockCode", "vatRate") if item.get(name) is not None}
    failures = listings.broken_rules(listings.rules_of(told), told)
    if not failures:
        listings.recode(books, known, stock_code=told.get("stockCode"), vat_rate=told.get("vatRate"))
    return failures


def _rows(books: Books, seller_id: int, query: Mapping[str, str], *, is_approved: bool) -> Iterable[Row]:
    barcodes = [code for code in (*query.get("barcodes", "").split(","), query.get("barcode", "")) if code]
    if len(barcodes) > MOST_BARCODES:
        raise Refusal(400, "InvalidRequestException", f"barcodes holds at most {MOST_BARCODES} barcodes.")
    content_id = query_number(query, "contentId", -1, least=0, most=10**17)
    chosen = encode(barcodes).decode()
    return books.db.execute(_ROWS, (seller_id, is_approved, len(barcodes), chosen, content_id, content_id)).fetchall()


def _page(content: Sequence[Mapping[str, Any]], query: Mapping[str, str], *, most: int) -> dict[str, Any]:
    number = query_number(query, "page", 0, least=0, most=MOST_SHOWN)
    size = query_number(query, "size", 20, least=1, most=most)
    if number * size > MOST_SHOWN:
        raise Refusal(400, "InvalidRequestException", f"page times size must not exceed {MOST_SHOWN}.")
    return {
        "totalElements": len(content),
        "totalPages": -(-len(content) // size),
        "page": number,
        "size": size,
        "content": content[number * size : (number + 1) * size],
    }


def _content(variants: Sequence[Row]) -> dict[str, Any]:
    first = variants[0]
    return {
        "contentId": first["content_id"],
        "productMainId": first["product_main_id"],
        **_named(first),
        "images": _copies(first),
        "variants": [
            {
                "barcode": row["barcode"],
                "supplierId": row["seller_id"],
                "onSale": row["quantity"] > 0,
                "stock": {"quantity": row["quantity"], "lastModifiedDate": row["pushed_ms"]},
                "price": {"salePrice": amount(row["sale_minor"]), "listPrice": amount(row["list_minor"])},
                "stockCode": row["stock_code"],
                "vatRate": row["vat_rate"],
                "locked": False,
                "lockReason": None,
                "archived": False,
                "blacklisted": False,
            }
            for row in variants
        ],
    }


def _draft(row: Row) -> dict[str, Any]:
    reasons = [{"rejectReason": row["reject_reason"], "rejectReasonDetail": row["reject_reason"]}]
    return {
        "supplierId": row["seller_id"],
        "productMainId": row["product_main_id"],
        "status": STATES[Approval(row["approval"])],
        "barcode": row["barcode"],
        **_named(row),
        "quantity": row["quantity"],
        "listPrice": amount(row["list_minor"]),
        "salePrice": amount(row["sale_minor"]),
        "vatRate": row["vat_rate"],
        "stockCode": row["stock_code"],
        "media": _copies(row),
        "rejectReasonDetails": reasons if row["reject_reason"] else [],
    }


def _named(row: Row) -> dict[str, Any]:
    return {
        "title": row["title"],
        "description": row["description"] or "",
        "brand": {"id": row["brand_id"] or 0, "name": ""},
        "category": {"id": row["category_id"] or 0, "name": ""},
    }


def _copies(row: Row) -> list[dict[str, str]]:
    """The marketplace shows copies of pictures, under names of its own."""
    count = len(decode(row["images"])) if row["images"] else 1
    return [{"url": f"/ty1/product/media/{row['content_id']}/{number}.jpg"} for number in range(1, count + 1)]
