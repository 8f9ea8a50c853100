"""Products as the merchant's systems write them: a set replaces what was there."""

from collections.abc import Mapping
from typing import Any

from arasta.twins.faults import Fault
from arasta.twins.shopify.desk import Desk, minor_of, user_error
from arasta.twins.shopify.goods import product_row, write_product
from arasta.twins.shopify.types import gid, number_of
from arasta.twins.store import take_numbers
from arasta.twins.wire import encode

MOST_OPTIONS = 3
MOST_VARIANTS = 2048
LONGEST_TITLE = 255
FIRST_NUMBER = 7_000_000_001


def find(desk: Desk, identifier: Mapping[str, Any] | None) -> int | None:
    """Return the number of the product that is meant, if it is there."""
    if not identifier:
        return None
    if identifier.get("id"):
        row = product_row(desk.books, number_of(identifier["id"], "Product"))
    else:
        row = desk.books.db.execute("SELECT * FROM product WHERE handle = ?", (identifier["handle"],)).fetchone()
    return None if row is None else int(row["id"])


def set_product(
    desk: Desk, identifier: Mapping[str, Any] | None, given: Mapping[str, Any], wait: bool
) -> dict[str, Any]:
    """Write a product whole: variants that are not named are dropped."""
    known = find(desk, identifier)
    errors = _problems(desk, known, identifier, given)
    nothing = {"product": None, "productSetOperation": None, "userErrors": errors}
    if errors:
        return nothing
    product_id = write(desk, known, identifier or {}, given)
    late = desk.books.strikes(Fault.LATE_RESULT)
    if not wait or late:
        return nothing | {"productSetOperation": start(desk, product_id, late=late)}
    return nothing | {"product": write_product(desk, product_row(desk.books, product_id))}


def start(desk: Desk, product_id: int, *, late: bool) -> dict[str, Any]:
    """Begin an operation whose result is asked for later."""
    number = take_numbers(desk.books.db, "job", 1)
    desk.books.db.execute(
        "INSERT INTO job (id, work, about, detail, ready_ms, lost) VALUES (?, 'product', ?, '', ?, ?)",
        (
            number,
            product_id,
            desk.books.now_ms + (desk.books.settings.late_result_ms if late else desk.books.settings.job_delay_ms),
            int(desk.books.strikes(Fault.RESULT_LOST)),
        ),
    )
    return {"id": gid("ProductSetOperation", number), "status": "CREATED"}


def operation(desk: Desk, text: str) -> dict[str, Any] | None:
    """Say what became of an operation."""
    number = number_of(text, "ProductSetOperation")
    row = desk.books.db.execute("SELECT * FROM job WHERE id = ? AND work = 'product'", (number,)).fetchone()
    if row is None or row["lost"]:
        return None
    done = row["ready_ms"] <= desk.books.now_ms
    return {
        "__typename": "ProductSetOperation",
        "id": text,
        "status": "COMPLETE" if done else "ACTIVE",
        "product": write_product(desk, product_row(desk.books, row["about"])) if done else None,
        "userErrors": [],
    }


def _problems(
    desk: Desk, known: int | None, identifier: Mapping[str, Any] | None, given: Mapping[str, Any]
) -> list[dict[str, Any]]:
    options, variants = given.get("productOptions") or [], given.get("variants") or []
    title = given.get("title")
    checks = (
        (bool(identifier and identifier.get("id")) and known is None, "identifier", "PRODUCT_DOES_NOT_EXIST"),
        (known is None and not title, "title", "MISSING_FIELD_REQUIRED"),
        (bool(title) and len(str(title)) > LONGEST_TITLE, "title", "INVALID_INPUT"),
        (len(options) > MOST_OPTIONS, "productOptions", "OPTIONS_OVER_LIMIT"),
        (len(variants) > MOST_VARIANTS, "variants", "VARIANTS_OVER_LIMIT"),
        (bool(variants) and not options, "productOptions", "PRODUCT_OPTIONS_INPUT_MISSING"),
        (bool(options) and not variants, "variants", "VARIANTS_INPUT_MISSING"),
        (
            any(minor_of(one.get("price", "0"), desk.currency) is None for one in variants),
            "variants",
            "INVALID_VARIANT",
        ),
        (_is_repeated(variants), "variants", "INVALID_VARIANT"),
    )
    errors = [user_error(["input", name], f"{name} is not right.", code) for wrong, name, code in checks if wrong]
    if desk.books.strikes(Fault.PARTIAL_BATCH):
        errors.append(user_error(["input"], "Something went wrong.", "GENERIC_ERROR"))
    return errors


def _is_repeated(variants: list[Mapping[str, Any]]) -> bool:
    chosen = [tuple((one["optionName"], one["name"]) for one in variant["optionValues"]) for variant in variants]
    return len(set(chosen)) < len(chosen)


def write(desk: Desk, known: int | None, identifier: Mapping[str, Any], given: Mapping[str, Any]) -> int:
    db, now = desk.books.db, desk.books.now_ms
    product_id = known or take_numbers(db, "product", 1, start=FIRST_NUMBER)
    files = [one["originalSource"] for one in given["files"] if one.get("originalSource")] if "files" in given else None
    if known is None:
        handle = given.get("handle") or identifier.get("handle") or f"product-{product_id}"
        db.execute("INSERT INTO product VALUES (?, ?, '', '', '', 'ACTIVE', '', 0, ?)", (product_id, handle, now))
    db.execute(
        "UPDATE product SET title = coalesce(?, title), html = coalesce(?, html), vendor = coalesce(?, vendor), "
        "status = coalesce(?, status), image = coalesce(?, image), updated_ms = ? WHERE id = ?",
        (
            given.get("title"),
            given.get("descriptionHtml"),
            given.get("vendor"),
            given.get("status"),
            None if files is None else "\n".join(files),
            now,
            product_id,
        ),
    )
    if given.get("productType") is not None:
        db.execute("INSERT OR REPLACE INTO product_kind VALUES (?, ?)", (product_id, given["productType"]))
    if given.get("variants"):
        kept = [_write_variant(desk, product_id, one) for one in given["variants"]]
        marks = ", ".join("?" * len(kept))
        db.execute(f"DELETE FROM variant WHERE product_id = ? AND id NOT IN ({marks})", (product_id, *kept))  # noqa: S608
    return product_id


def _write_variant(desk: Desk, product_id: int, given: Mapping[str, Any]) -> int:
    db, now = desk.books.db, desk.books.now_ms
    options = {one["optionName"]: one["name"] for one in given["optionValues"]}
    shown = {} if options == {"Title": "Default Title"} else options
    known = _known_variant(desk, product_id, given, shown)
    if known is None:
        known = take_numbers(db, "variant", 1, start=FIRST_NUMBER)
        db.execute(
            "INSERT INTO variant VALUES (?, ?, ?, '', '', ?, 0, NULL, ?)",
            (known, product_id, known + 1_000_000_000, encode(shown).decode(), now),
        )
    compare = given.get("compareAtPrice")
    db.execute(
        "UPDATE variant SET sku = coalesce(?, sku), barcode = coalesce(?, barcode), options = ?, "
        "price_minor = coalesce(?, price_minor), compare_minor = ?, updated_ms = ? WHERE id = ?",
        (
            given.get("sku"),
            given.get("barcode"),
            encode(shown).decode(),
            minor_of(given["price"], desk.currency) if given.get("price") is not None else None,
            None if compare is None else minor_of(compare, desk.currency),
            now,
            known,
        ),
    )
    for one in given.get("inventoryQuantities") or []:
        db.execute(
            "INSERT INTO level VALUES ((SELECT item_id FROM variant WHERE id = ?), ?, ?) "
            "ON CONFLICT (item_id, place_id) DO UPDATE SET available = excluded.available",
            (known, number_of(one["locationId"], "Location"), one["quantity"]),
        )
    return known


def _known_variant(desk: Desk, product_id: int, given: Mapping[str, Any], options: Mapping[str, str]) -> int | None:
    if given.get("id"):
        return number_of(given["id"], "ProductVariant")
    row = desk.books.db.execute(
        "SELECT id FROM variant WHERE product_id = ? AND options = ?", (product_id, encode(dict(options)).decode())
    ).fetchone()
    return None if row is None else int(row["id"])


def set_prices(desk: Desk, product: str, variants: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Change prices of variants; those that are wrong are left as they were."""
    product_id = number_of(product, "Product")
    if product_row(desk.books, product_id) is None:
        error = user_error(["productId"], "Product does not exist.", "PRODUCT_DOES_NOT_EXIST")
        return {"userErrors": [error]}
    spoiled = desk.books.strikes(Fault.PARTIAL_BATCH)
    errors = []
    for index, one in enumerate(variants):
        price = minor_of(one["price"], desk.currency) if one.get("price") is not None else None
        compare = one.get("compareAtPrice")
        changed = desk.books.db.execute(
            "UPDATE variant SET price_minor = coalesce(?, price_minor), compare_minor = ?, updated_ms = ? "
            "WHERE id = ? AND product_id = ? AND ? = 0",
            (
                price,
                None if compare is None else minor_of(compare, desk.currency),
                desk.books.now_ms,
                number_of(one["id"], "ProductVariant"),
                product_id,
                int(spoiled and index % 2 == 0),
            ),
        )
        if changed.rowcount == 0:
            code = "PRODUCT_VARIANT_DOES_NOT_EXIST"
            errors.append(user_error(["variants", index, "id"], "Product variant does not exist.", code))
    return {"userErrors": errors}


def show(desk: Desk, product: str, *, published: bool) -> dict[str, Any]:
    """Put a product into the shop window, or take it out."""
    changed = desk.books.db.execute(
        "UPDATE product SET published = ?, updated_ms = ? WHERE id = ?",
        (int(published), desk.books.now_ms, number_of(product, "Product")),
    )
    return {"userErrors": [] if changed.rowcount else [user_error(["id"], "The resource does not exist.")]}
