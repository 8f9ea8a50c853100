"""The operations of the Merchant API that are played: product inputs, products, stores' stock, account, data source."""

import base64
import binascii
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from arasta.twins import offers
from arasta.twins.faults import Fault
from arasta.twins.google.gate import Operation
from arasta.twins.google.types import ACCOUNT, COUNTRY, LABEL, LANGUAGE, SOURCE, Books
from arasta.twins.wire import Answer, Call, Refusal, query_number

MOST_ON_A_PAGE = 1000
_CONTEXTS = ("SHOPPING_ADS", "FREE_LISTINGS")
_PREFIX = "productAttributes."
_ODD = {"amountMicros": "1234000", "currencyCode": "KWD"}


def key_of(call_name: str) -> str:
    """Read the name of a product in an address: with tildes as it is, else coded. Raises Refusal 400."""
    if "~" in call_name:
        return call_name
    try:
        return base64.urlsafe_b64decode(call_name + "=" * (-len(call_name) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError) as wrong:
        raise Refusal(400, "INVALID_ARGUMENT", f"[name] Invalid value: {call_name}") from wrong


def _coded(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).rstrip(b"=").decode()


def _mine(call: Call) -> None:
    if call.params["account"] != ACCOUNT:
        raise Refusal(404, "NOT_FOUND", "The caller does not have access to this account.")


def _source(call: Call) -> None:
    _mine(call)
    if call.query.get("dataSource") != f"accounts/{ACCOUNT}/dataSources/{SOURCE}":
        raise Refusal(400, "INVALID_ARGUMENT", "[dataSource] The data source does not exist or takes no calls.")


def insert(books: Books, call: Call) -> Answer:
    """Take a whole product in."""
    _source(call)
    body = call.json_object()
    offer_id = " ".join(str(body.get("offerId", "")).split())
    language, label = body.get("contentLanguage"), body.get("feedLabel")
    if not offer_id or not language or not label:
        raise Refusal(400, "INVALID_ARGUMENT", "offerId, contentLanguage and feedLabel are required.")
    key = f"{language}~{label}~{offer_id}"
    version = str(body.get("versionNumber", "0"))
    if not version.isdigit():
        raise Refusal(400, "INVALID_ARGUMENT", "[versionNumber] must be a whole number.")
    offers.put(books, key, offer_id, _attributes(body), version=int(version))
    return Answer(200, _input(key, _attributes(body), int(version)))


def patch(books: Books, call: Call) -> Answer:
    """Change the fields that are named."""
    _source(call)
    row = _found(books, call, "Product input")
    attributes, sent = _attributes(call.json_object()), offers.sent_of(row)
    for path in call.query.get("updateMask", "").split(","):
        name = path.removeprefix(_PREFIX)
        if not path.startswith(_PREFIX) or not name:
            raise Refusal(400, "INVALID_ARGUMENT", f"[updateMask] Invalid path: {path}")
        sent.pop(name, None)
        if name in attributes:
            sent[name] = attributes[name]
    offers.put(books, row["key"], row["offer_id"], sent, origin=row["origin"])
    return Answer(200, _input(row["key"], sent, row["version"]))


def delete(books: Books, call: Call) -> Answer:
    """Take a product out."""
    _source(call)
    if not offers.drop(books, key_of(call.params["name"])):
        raise Refusal(404, "NOT_FOUND", "Product input not found.")
    return Answer(200, {})


def product(books: Books, call: Call) -> Answer:
    """Show what was made of a product."""
    _mine(call)
    shown = _product(books, _found(books, call, "Product"))
    if shown is None:
        raise Refusal(404, "NOT_FOUND", "Product not found.")
    return Answer(200, shown)


def products(books: Books, call: Call) -> Answer:
    """Show a page of what was made."""
    _mine(call)
    size = query_number(call.query, "pageSize", 25, least=0, most=10**6)
    size = min(size or 25, MOST_ON_A_PAGE)
    token = call.query.get("pageToken", "")
    if token and (not token.isdigit() or books.strikes(Fault.CURSOR_EXPIRED)):
        raise Refusal(400, "INVALID_ARGUMENT", "[pageToken] The token is invalid or has expired.")
    rows = offers.listed(books, after=int(token or "0"), limit=size + 1)
    found = [shown for row in rows[:size] if (shown := _product(books, row))]
    body: dict[str, Any] = {"products": found}
    if len(rows) > size:
        body["nextPageToken"] = str(rows[size - 1]["number"])
    return Answer(200, body)


def at_store(books: Books, call: Call) -> Answer:
    """Take in what a store has."""
    _mine(call)
    row, body = _found(books, call, "Product"), call.json_object()
    store, said = body.get("storeCode"), body.get("localInventoryAttributes")
    if not isinstance(store, str) or not store or not isinstance(said, Mapping):
        raise Refusal(400, "INVALID_ARGUMENT", "storeCode and localInventoryAttributes are required.")
    offers.put_store(books, row["key"], store, said)
    return Answer(200, _at_store(row["key"], store, said))


def stores(books: Books, call: Call) -> Answer:
    """Show what stores have of a product."""
    _mine(call)
    key = _found(books, call, "Product")["key"]
    said = offers.stores_of(books, [key])[key]
    return Answer(200, {"localInventories": [_at_store(key, store, one) for store, one in said]})


def account(books: Books, call: Call) -> Answer:
    """Show whose account it is."""
    _mine(call)
    body = {"name": f"accounts/{ACCOUNT}", "accountId": ACCOUNT, "accountName": "Demo merchant", "languageCode": "tr"}
    return Answer(200, {**body, "timeZone": {"id": "Europe/Istanbul"}})


def source(books: Books, call: Call) -> Answer:
    """Show the data source that takes calls."""
    _mine(call)
    if call.params["source"] != SOURCE:
        raise Refusal(404, "NOT_FOUND", "Data source not found.")
    name = f"accounts/{ACCOUNT}/dataSources/{SOURCE}"
    return Answer(200, {"name": name, "dataSourceId": SOURCE, "displayName": "Arasta", "input": "API"})


def _attributes(body: Mapping[str, Any]) -> dict[str, Any]:
    attributes = body.get("productAttributes", {})
    if not isinstance(attributes, dict):
        raise Refusal(400, "INVALID_ARGUMENT", "[productAttributes] must be an object.")
    return attributes


def _found(books: Books, call: Call, what: str) -> sqlite3.Row:
    row = offers.find(books, key_of(call.params["name"]))
    if row is None:
        raise Refusal(404, "NOT_FOUND", f"{what} not found.")
    return row


def _input(key: str, attributes: Mapping[str, Any], version: int) -> dict[str, Any]:
    language, label, offer_id = key.split("~", 2)
    body: dict[str, Any] = {
        "name": f"accounts/{ACCOUNT}/productInputs/{key}",
        "base64EncodedName": f"accounts/{ACCOUNT}/productInputs/{_coded(key)}",
        "product": f"accounts/{ACCOUNT}/products/{key}",
        "offerId": offer_id,
        "contentLanguage": language,
        "feedLabel": label,
        "productAttributes": dict(attributes),
    }
    return body | ({"versionNumber": str(version)} if version else {})


def _product(books: Books, row: sqlite3.Row) -> dict[str, Any] | None:
    shown = offers.shown_of(books, row)
    if shown is None:
        return None
    if books.strikes(Fault.ODD_CURRENCY):
        shown["price"] = _ODD
        shown.pop("salePrice", None)
    key = row["key"]
    body = {
        **_input(key, shown, row["version"]),
        "name": f"accounts/{ACCOUNT}/products/{key}",
        "base64EncodedName": f"accounts/{ACCOUNT}/products/{_coded(key)}",
        "dataSource": f"accounts/{ACCOUNT}/dataSources/{SOURCE}",
        "productStatus": _status(books, row),
    }
    body.pop("product")
    return body | ({"unheardOf": {"of": "yes"}} if books.strikes(Fault.UNKNOWN_FIELD) else {})


def _status(books: Books, row: sqlite3.Row) -> dict[str, Any]:
    found = offers.issues_of(row)
    countries = "disapprovedCountries" if any(one.refused for one in found) else "approvedCountries"
    strange = books.strikes(Fault.UNKNOWN_STATUS)
    moment = datetime.fromtimestamp(row["received_ms"] // 1000, tz=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "destinationStatuses": [
            {"reportingContext": context, countries if not strange else "pausedCountries": [COUNTRY]}
            for context in _CONTEXTS
        ],
        "itemLevelIssues": [
            {
                "code": one.code,
                "severity": "DISAPPROVED" if one.refused else "DEMOTED",
                "resolution": "merchant_action",
                "attribute": one.field,
                "reportingContext": _CONTEXTS[0],
                "description": one.text,
                "applicableCountries": [COUNTRY],
            }
            for one in found
        ],
        "creationDate": moment,
        "lastUpdateDate": moment,
    }


def _at_store(key: str, store: str, said: Mapping[str, Any]) -> dict[str, Any]:
    name = f"accounts/{ACCOUNT}/products/{key}/localInventories/{store}"
    return {"name": name, "account": ACCOUNT, "storeCode": store, "localInventoryAttributes": dict(said)}


def read_row(row: Mapping[str, str]) -> str:
    """Return the key of a row of a feed; one without a code has none."""
    code = row.get("id", "").strip()
    return f"{LANGUAGE}~{LABEL}~{code}" if code else ""


_PRODUCT = "/products/v1/accounts/{account}"
_STORES = "/inventories/v1/accounts/{account}/products/{name}/localInventories"
OPERATIONS = (
    Operation("POST", f"{_PRODUCT}/productInputs:insert", "write", insert),
    Operation("PATCH", f"{_PRODUCT}/productInputs/{{name}}", "write", patch),
    Operation("DELETE", f"{_PRODUCT}/productInputs/{{name}}", "write", delete),
    Operation("GET", f"{_PRODUCT}/products/{{name}}", "read", product),
    Operation("GET", f"{_PRODUCT}/products", "read", products),
    Operation("POST", f"{_STORES}:insert", "store", at_store),
    Operation("GET", _STORES, "read", stores),
    Operation("GET", "/accounts/v1/accounts/{account}", "read", account),
    Operation("GET", "/datasources/v1/accounts/{account}/dataSources/{source}", "read", source),
)
