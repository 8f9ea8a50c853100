"""Plans that have a shop write all its variants into a file, and read that file piece by piece.

A large catalog takes thousands of pages, at the speed of the shop's points; an export takes one call and some waiting.
The shop writes each variant before its places, so a piece ends where its last variant begins. Where the shop refuses to
export, fails at it, or gives a file that cannot be read, the pages are read as ever.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from arasta.connectors.shopify import answers, goods, mutations, queries
from arasta.connectors.shopify.client import FILES, VARIANTS_PAGE, call
from arasta.connectors.shopify.pulling import Place
from arasta.contexts.channels.types import PulledPage
from arasta.contexts.channels.types.failures import Failure
from arasta.kernel.transport.wire import HttpRequest, HttpResponse, Plan, Unreadable, read_json

MANY = 10 * VARIANTS_PAGE
PIECE = 2_000_000
PARTIAL = 206
UNFINISHED = frozenset({"CREATED", "RUNNING"})

Raw = dict[str, Any]


def read_first(at: Place, currency: str) -> Plan[PulledPage]:
    """Have a large catalog exported; of a small one read the first page."""
    counted = yield from answers.ask(call(queries.HOW_MANY, limit=MANY))
    count = {} if isinstance(counted, Failure) else counted["productVariantsCount"] or {}
    if count.get("count", 0) >= MANY:
        begun = yield from answers.ask(call(mutations.BEGIN_EXPORT, query=queries.EVERY_VARIANT))
        payload = {} if isinstance(begun, Failure) else begun["bulkOperationRunQuery"] or {}
        if payload.get("bulkOperation"):
            return PulledPage(cursor=at.in_export(payload["bulkOperation"]["id"]), is_pending=True)
    page = yield from goods.read_page(at, currency)
    return page


def read_on(at: Place, currency: str) -> Plan[PulledPage]:
    """Read a piece of the file, if it is written."""
    found = yield from answers.ask(call(queries.EXPORT, id=at.export))
    export = {} if isinstance(found, Failure) else found["bulkOperation"] or {}
    if export.get("status") in UNFINISHED:
        return PulledPage(cursor=at.in_export(at.export, at.read), is_pending=True)
    page = (yield from _read_piece(at, export, currency)) if export.get("signedAddress") else None
    if page is None:
        page = yield from goods.read_page(Place(at.since, at.opened), currency)
    return page


def _read_piece(at: Place, export: Raw, currency: str) -> Plan[PulledPage | None]:
    answer = yield _download(export["signedAddress"], at.read)
    if not isinstance(answer, HttpResponse) or answer.status != PARTIAL:
        return None
    is_last = at.read + len(answer.body) >= int(export["fileSize"])
    try:
        nodes, size = _variants_in(answer.body, is_last=is_last)
    except (Unreadable, KeyError, TypeError):
        return None
    if not nodes:
        return None
    return PulledPage(
        listings=[goods.listing_of(node, currency) for node in nodes],
        cursor="" if is_last else at.in_export(at.export, at.read + size),
        watermark=at.watermark("", is_last=True) if is_last else "",
    )


def _download(address: str, begin: int) -> HttpRequest:
    """Fetch a piece of a file from its signed address."""
    parts = urlsplit(address)
    return HttpRequest(
        method="GET",
        base=f"{parts.scheme}://{parts.netloc}",
        path=parts.path,
        query=dict(parse_qsl(parts.query, keep_blank_values=True)),
        headers={"range": f"bytes={begin}-{begin + PIECE - 1}", "accept-encoding": "identity"},
        group=FILES,
        repeatable=True,
    )


def _variants_in(piece: bytes, *, is_last: bool) -> tuple[list[Raw], int]:
    """Return the variants that stand in a piece with all their places, and how many bytes they take."""
    found: list[Raw] = []
    owners: dict[str, Raw] = {}
    size = begun = 0
    for line in piece[: None if is_last else piece.rfind(b"\n") + 1].splitlines(keepends=True):
        node = read_json(line)
        if "__parentId" in node:
            owners[node["__parentId"]]["inventoryItem"]["inventoryLevels"]["nodes"].append(node)
        else:
            node["inventoryItem"]["inventoryLevels"] = {"nodes": []}
            owners |= {node["id"]: node, node["inventoryItem"]["id"]: node}
            found.append(node)
            begun = size
        size += len(line)
    return (found, size) if is_last else (found[:-1], begun)
