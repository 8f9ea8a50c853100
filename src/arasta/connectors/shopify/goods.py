"""Plans that read listings: variants as the shop shows them, by page, by id, or by their SKU."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from arasta.connectors.shopify import answers, mapping, queries
from arasta.connectors.shopify.client import PICTURED, VARIANTS_PAGE, call
from arasta.connectors.shopify.documents import gid, tail
from arasta.connectors.shopify.pulling import Place, moment, page_of
from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import PulledPage, Trouble
from arasta.contexts.channels.types.inbound import SeenListing, SeenState
from arasta.kernel.money import Money
from arasta.kernel.transport.wire import Plan

AT_ONCE = VARIANTS_PAGE
EVER = "2004-01-01T00:00:00Z"
LOOKED_UP_AT_ONCE = 200
NO_OPTIONS = ("Title", "Default Title")
STATES = {
    "ACTIVE": SeenState.ACTIVE,
    "UNLISTED": SeenState.ACTIVE,
    "DRAFT": SeenState.HIDDEN,
    "ARCHIVED": SeenState.HIDDEN,
}

Raw = dict[str, Any]
Refs = Mapping[str, str]


def read_page(at: Place, currency: str) -> Plan[PulledPage]:
    """Read one page of variants that changed."""
    nodes, following = yield from page_of(queries.VARIANTS, at, VARIANTS_PAGE, ["productVariants"])
    return PulledPage(
        listings=[listing_of(node, currency) for node in nodes],
        cursor=at.cursor(following),
        watermark="" if following else at.watermark("", is_last=True),
    )


def read_some(refs: Sequence[Refs], currency: str) -> Plan[list[SeenListing]]:
    """Read listings back by their ids, or by their SKUs where we have no ids. What is not there is gone."""
    known = yield from refs_of({one["external_id"]: one for one in refs})
    wanted = {sku: gid("ProductVariant", one["variant"]) for sku, one in known.items()}
    nodes: list[Any] = []
    if wanted:
        data = yield from answers.fetch(call(queries.VARIANTS_BY_ID, ids=list(wanted.values())))
        nodes = data["nodes"]
    shown = {str(node["id"]): node for node in nodes if node}
    pictures = yield from _pictures({str(node["product"]["id"]) for node in shown.values()})
    found = []
    for one in refs:
        external_id = one["external_id"]
        node = shown.get(wanted.get(external_id, ""))
        gone = SeenListing(external_id=external_id, state=SeenState.GONE, refs=dict(known.get(external_id, {})))
        found.append(_pictured(node, external_id, currency, pictures) if node else gone)
    return found


def _pictures(products: Collection[str]) -> Plan[dict[str, tuple[str, ...]]]:
    """Read the pictures of products. Raises ChannelTrouble."""
    ids, found = sorted(products), dict[str, tuple[str, ...]]()
    for start in range(0, len(ids), PICTURED):
        data = yield from answers.fetch(call(queries.PICTURES, ids=ids[start : start + PICTURED]))
        found |= {node["id"]: tuple(_addresses(node["media"]["nodes"])) for node in data["nodes"] if node}
    return found


def _addresses(media: Sequence[Raw]) -> list[str]:
    images = [((one.get("preview") or {}).get("image") or {}).get("url") for one in media]
    return [address for address in images if address]


def refs_of(items: Mapping[str, Refs]) -> Plan[dict[str, Refs]]:
    """Return the ids of listings by what we call them; those we do not have are looked up by SKU."""
    known = {sku: refs for sku, refs in items.items() if refs.get("variant") and refs.get("inventory_item")}
    unknown = [sku for sku in items if sku not in known]
    for start in range(0, len(unknown), LOOKED_UP_AT_ONCE):
        some = unknown[start : start + LOOKED_UP_AT_ONCE]
        query = " OR ".join(f'sku:"{_quoted(sku)}"' for sku in some)
        data = yield from answers.fetch(call(queries.REFS, query=query, page=len(some) + 50))
        for node in data["productVariants"]["nodes"]:
            if node["sku"] in some:
                known.setdefault(node["sku"], refs_in(node))
    return known


def refs_in(node: Raw) -> dict[str, str]:
    """Return the ids in a variant."""
    refs = {"variant": tail(node["id"]), "inventory_item": tail(node["inventoryItem"]["id"])}
    return refs | ({"product": tail(node["product"]["id"])} if node.get("product") else {})


def listing_of(node: Raw, currency: str) -> SeenListing:
    """Read a variant as the shop shows it. Raises ChannelTrouble."""
    try:
        return _listing(node, currency)
    except (KeyError, TypeError, ValueError, ArithmeticError) as wrong:
        raise ChannelTrouble(Trouble.UNREADABLE, f"a variant {node.get('id')}: {wrong}") from wrong


def _listing(node: Raw, currency: str) -> SeenListing:
    product = node["product"]
    options = {one["name"]: one["value"] for one in node["selectedOptions"]}
    levels = {tail(one["location"]["id"]): _available(one) for one in node["inventoryItem"]["inventoryLevels"]["nodes"]}
    state = STATES.get(product["status"], SeenState.UNKNOWN)
    if state is SeenState.ACTIVE and not product["onlineStoreUrl"]:
        state = SeenState.HIDDEN
    featured = product.get("featuredMedia")
    price, before = Decimal(node["price"]), node["compareAtPrice"]
    return SeenListing(
        external_id=node["sku"] or f"variant-{tail(node['id'])}",
        state=state,
        sku=node["sku"] or "",
        barcode=node["barcode"] or "",
        group=product["handle"],
        title=product["title"],
        description=product["descriptionHtml"] or "",
        category=product["productType"] or "",
        price=Money.of(price, currency),
        list_price=Money.of(Decimal(before), currency) if before else None,
        quantity=sum(levels.values()),
        quantities=levels,
        images=tuple(_addresses([featured] if featured else [])),
        options={} if list(options.items()) == [NO_OPTIONS] else options,
        url=product["onlineStoreUrl"] or "",
        refs=refs_in(node),
        version=mapping.version_of(moment(product["updatedAt"])),
    )


def _available(level: Raw) -> int:
    return sum(int(one["quantity"]) for one in level["quantities"] if one["name"] == "available")


def _pictured(node: Raw, external_id: str, currency: str, pictures: Mapping[str, tuple[str, ...]]) -> SeenListing:
    shown = listing_of(node, currency)
    return replace(shown, external_id=external_id, images=pictures.get(str(node["product"]["id"]), shown.images))


def _quoted(sku: str) -> str:
    return sku.replace("\\", "\\\\").replace('"', '\\"')
