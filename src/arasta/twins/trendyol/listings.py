"""What is offered: rules for a listing, its approval, its price and quantity, and the search over them."""

import re
import sqlite3
import unicodedata
from collections.abc import Callable, Container, Mapping, Sequence
from typing import Any

from arasta.twins.store import take_numbers
from arasta.twins.trendyol.books import Books
from arasta.twins.trendyol.types import Approval
from arasta.twins.wire import Refusal, encode, minor_units

FIRST_CONTENT_ID = 1_239_111_111
MAX_QUANTITY = 20_000
VAT_RATES = (0, 1, 10, 20)
_TURKISH_I = str.maketrans({"ı": "i", "İ": "i", "I": "i"})
_HTTPS = re.compile(r"https://\S+")

Item = Mapping[str, Any]
Rule = tuple[str, Callable[[Item], bool]]


def fold(text: str) -> str:
    """Fold a text for searching: no case, no accents, and one i for the four Turkish ones."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_TURKISH_I).casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _is_text(item: Item, name: str, most: int) -> bool:
    value = item.get(name)
    return isinstance(value, str) and bool(value.strip()) and len(value) <= most


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _images_are_right(item: Item) -> bool:
    images = item.get("images")
    if not isinstance(images, list) or not 1 <= len(images) <= 8:
        return False
    urls = [image.get("url") if isinstance(image, dict) else None for image in images]
    return all(isinstance(url, str) and _HTTPS.fullmatch(url) for url in urls)


def _attributes_are_right(item: Item) -> bool:
    attributes = item.get("attributes")
    return isinstance(attributes, list) and all(
        isinstance(one, dict) and _is_whole(one.get("attributeId")) for one in attributes
    )


def _quantity_is_right(item: Item) -> bool:
    quantity = item.get("quantity")
    return isinstance(quantity, int) and not isinstance(quantity, bool) and 0 <= quantity <= MAX_QUANTITY


def _prices_are_right(item: Item) -> bool:
    listed, sale = minor_units(item.get("listPrice")), minor_units(item.get("salePrice"))
    return listed is None or sale is None or listed >= sale


PRODUCT_RULES: Sequence[Rule] = (
    ("barcode is required and has at most 40 characters", lambda item: _is_text(item, "barcode", 40)),
    ("title is required and has at most 100 characters", lambda item: _is_text(item, "title", 100)),
    ("productMainId is required and has at most 40 characters", lambda item: _is_text(item, "productMainId", 40)),
    ("description is required and has at most 30000 characters", lambda item: _is_text(item, "description", 30_000)),
    (
        "stockCode has at most 100 characters",
        lambda item: item.get("stockCode") is None or _is_text(item, "stockCode", 100),
    ),
    ("brandId must be a number", lambda item: _is_whole(item.get("brandId"))),
    ("categoryId must be a number", lambda item: _is_whole(item.get("categoryId"))),
    (f"quantity must be a whole number from 0 to {MAX_QUANTITY}", _quantity_is_right),
    (
        "listPrice must be a price with at most two decimals",
        lambda item: minor_units(item.get("listPrice")) is not None,
    ),
    (
        "salePrice must be a price with at most two decimals",
        lambda item: minor_units(item.get("salePrice")) is not None,
    ),
    ("salePrice must not be above listPrice", _prices_are_right),
    (
        "vatRate must be 0, 1, 10 or 20",
        lambda item: _is_whole(item.get("vatRate")) and item.get("vatRate") in VAT_RATES,
    ),
    ("images must hold 1 to 8 addresses that begin with https://", _images_are_right),
    ("attributes must be a list, each with an attributeId", _attributes_are_right),
)
OFFER_RULES: Sequence[Rule] = (
    ("barcode is required and has at most 40 characters", lambda item: _is_text(item, "barcode", 40)),
    (
        "quantity, salePrice or listPrice is required",
        lambda item: any(item.get(name) is not None for name in ("quantity", "salePrice", "listPrice")),
    ),
    (
        f"quantity must be a whole number from 0 to {MAX_QUANTITY}",
        lambda item: item.get("quantity") is None or _quantity_is_right(item),
    ),
    (
        "salePrice must be a price with at most two decimals",
        lambda item: item.get("salePrice") is None or minor_units(item["salePrice"]) is not None,
    ),
    (
        "listPrice must be a price with at most two decimals",
        lambda item: item.get("listPrice") is None or minor_units(item["listPrice"]) is not None,
    ),
)


def broken_rules(rules: Sequence[Rule], item: Item) -> list[str]:
    """Return what is wrong with an item, in the order of the rules."""
    return [message for message, holds in rules if not holds(item)]


def rules_of(names: Container[str]) -> Sequence[Rule]:
    """Return the rules of some fields of a product; a rule begins with the name of its field."""
    return [rule for rule in PRODUCT_RULES if rule[0].partition(" ")[0] in names]


def find(books: Books, seller_id: int, barcode: str) -> sqlite3.Row | None:
    """Return one listing."""
    row: sqlite3.Row | None = books.db.execute(
        "SELECT * FROM listing WHERE seller_id = ? AND barcode = ?", (seller_id, barcode)
    ).fetchone()
    return row


def offer_product(books: Books, seller_id: int, item: Item) -> list[str]:
    """Take in one product, which waits for its approval then, and return why it failed.

    A barcode is created once. What stands under it is changed by the operations for that, approved or not.
    """
    failures = broken_rules(PRODUCT_RULES, item)
    if failures:
        return failures
    if find(books, seller_id, item["barcode"]) is not None:
        return ["a product with this barcode exists already"]
    values = {
        "seller_id": seller_id,
        "barcode": item["barcode"],
        "content_id": take_numbers(books.db, "content", 1, start=FIRST_CONTENT_ID),
        "title": item["title"],
        "search_text": _search_text(item["title"], item["barcode"], item.get("stockCode") or ""),
        "product_main_id": item["productMainId"],
        "stock_code": item.get("stockCode") or "",
        "image_url": item["images"][0]["url"],
        "vat_rate": item["vatRate"],
        "list_minor": minor_units(item["listPrice"]),
        "sale_minor": minor_units(item["salePrice"]),
        "quantity": item["quantity"],
        "approval": Approval.PENDING.value,
        "approve_at_ms": books.now_ms + books.settings.approval_delay_ms,
    }
    _store(books, values)
    _describe(books, seller_id, item["barcode"], item)
    return []


def redraft(books: Books, seller_id: int, item: Item) -> list[str]:
    """Take in what a product that is not approved says from now on; it waits again. Return why it failed."""
    known = find(books, seller_id, str(item.get("barcode")))
    if known is None or known["approval"] == Approval.APPROVED:
        return ["the barcode is not known, or approved already"]
    told = {name: value for name, value in item.items() if value is not None}
    failures = broken_rules(rules_of(told), told)
    if not failures:
        retell(books, seller_id, known["barcode"], told)
        recode(books, known, stock_code=told.get("stockCode"), vat_rate=told.get("vatRate"))
        books.db.execute(
            "UPDATE listing SET product_main_id = coalesce(?, product_main_id), approval = ?, approve_at_ms = ?, "
            "reject_reason = '' WHERE seller_id = ? AND barcode = ?",
            (told.get("productMainId"), Approval.PENDING.value, books.now_ms + books.settings.approval_delay_ms,
             seller_id, known["barcode"]),
        )  # fmt: skip
    return failures


def recode(books: Books, known: sqlite3.Row, *, stock_code: str | None, vat_rate: int | None) -> None:
    """Change the seller's code and the tax of a listing, where they are told."""
    books.db.execute(
        "UPDATE listing SET stock_code = coalesce(?, stock_code), vat_rate = coalesce(?, vat_rate) "
        "WHERE seller_id = ? AND barcode = ?",
        (stock_code, vat_rate, known["seller_id"], known["barcode"]),
    )


def retell(books: Books, seller_id: int, barcode: str, told: Item) -> None:
    """Change what a listing says where something is told; its approval, price and quantity stay."""
    row = find(books, seller_id, barcode)
    if row is None:
        return
    title = told.get("title", row["title"])
    image = told["images"][0]["url"] if "images" in told else row["image_url"]
    books.db.execute(
        "UPDATE listing SET title = ?, search_text = ?, image_url = ? WHERE seller_id = ? AND barcode = ?",
        (title, _search_text(title, barcode, row["stock_code"]), image, seller_id, barcode),
    )
    _describe(books, seller_id, barcode, told)


def _describe(books: Books, seller_id: int, barcode: str, told: Item) -> None:
    images = encode([one["url"] for one in told["images"]]).decode() if "images" in told else None
    books.db.execute(
        "INSERT INTO content AS c (seller_id, barcode, description, images, brand_id, category_id) "
        "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (seller_id, barcode) DO UPDATE SET "
        "description = coalesce(excluded.description, c.description), images = coalesce(excluded.images, c.images), "
        "brand_id = coalesce(excluded.brand_id, c.brand_id), category_id = coalesce(excluded.category_id, c.category_id)",
        (seller_id, barcode, told.get("description"), images, told.get("brandId"), told.get("categoryId")),
    )


def delete(books: Books, seller_id: int, barcode: str) -> None:
    """Forget a listing. Raises Refusal 404."""
    cursor = books.db.execute("DELETE FROM listing WHERE seller_id = ? AND barcode = ?", (seller_id, barcode))
    if cursor.rowcount == 0:
        raise Refusal(404, "not_found", f"There is no listing with the barcode {barcode}.")
    books.db.execute("DELETE FROM content WHERE seller_id = ? AND barcode = ?", (seller_id, barcode))


def _search_text(title: str, barcode: str, stock_code: str) -> str:
    return fold(f"{title} {barcode} {stock_code}")


def _store(books: Books, values: Mapping[str, object]) -> None:
    books.db.execute(
        "INSERT INTO listing (seller_id, barcode, content_id, title, search_text, product_main_id, stock_code, "
        "image_url, vat_rate, list_minor, sale_minor, quantity, approval, approve_at_ms) "
        "VALUES (:seller_id, :barcode, :content_id, :title, :search_text, :product_main_id, :stock_code, "
        ":image_url, :vat_rate, :list_minor, :sale_minor, :quantity, :approval, :approve_at_ms)",
        values,
    )


def push_offer(books: Books, seller_id: int, item: Item) -> list[str]:
    """Take in one pushed quantity or price and return why it failed."""
    failures = broken_rules(OFFER_RULES, item)
    if failures:
        return failures
    known = find(books, seller_id, item["barcode"])
    if known is None:
        return ["the barcode is not known"]
    if known["approval"] != Approval.APPROVED:
        return ["the product is not approved"]
    listed, sale = minor_units(item.get("listPrice")), minor_units(item.get("salePrice"))
    listed, sale = known["list_minor"] if listed is None else listed, known["sale_minor"] if sale is None else sale
    if sale > listed:
        return ["salePrice must not be above listPrice"]
    quantity = known["quantity"] if item.get("quantity") is None else item["quantity"]
    books.db.execute(
        "UPDATE listing SET quantity = ?, list_minor = ?, sale_minor = ?, pushed_ms = ? "
        "WHERE seller_id = ? AND barcode = ?",
        (quantity, listed, sale, books.now_ms, seller_id, item["barcode"]),
    )
    return []


def approve_due(books: Books) -> None:
    """Approve the listings whose waiting time is over."""
    books.db.execute(
        "UPDATE listing SET approval = ?, approve_at_ms = NULL WHERE approve_at_ms <= ?",
        (Approval.APPROVED.value, books.now_ms),
    )


def decide(books: Books, seller_id: int, barcode: str, *, approval: Approval, reason: str) -> None:
    """Approve, reject or put back one listing. Raises Refusal 404."""
    cursor = books.db.execute(
        "UPDATE listing SET approval = ?, approve_at_ms = NULL, reject_reason = ? WHERE seller_id = ? AND barcode = ?",
        (approval.value, reason, seller_id, barcode),
    )
    if cursor.rowcount == 0:
        raise Refusal(404, "not_found", f"There is no listing with the barcode {barcode}.")


def search(books: Books, text: str, *, limit: int, offset: int) -> list[sqlite3.Row]:
    """Return the listings on sale whose title or codes hold every word, those in stock first.

    Each product shows its first variant before any shows its second: the window is not full of one shirt.
    """
    words = fold(text).split()[:8]
    patterns = ["%" + re.sub(r"([%_\\])", r"\\\1", word) + "%" for word in words]
    return books.db.execute(
        "SELECT * FROM listing WHERE approval = 'approved' AND NOT EXISTS "
        "(SELECT 1 FROM json_each(?) WHERE search_text NOT LIKE value ESCAPE '\\') "
        "ORDER BY quantity = 0, row_number() OVER "
        "(PARTITION BY seller_id, product_main_id, quantity = 0 ORDER BY search_text, barcode), search_text, barcode "
        "LIMIT ? OFFSET ?",
        (encode(patterns).decode(), limit, offset),
    ).fetchall()


def count_by_approval(books: Books) -> dict[str, int]:
    """Return how many listings are in each state."""
    rows = books.db.execute("SELECT approval, count(*) AS listings FROM listing GROUP BY approval")
    return {row["approval"]: row["listings"] for row in rows}
