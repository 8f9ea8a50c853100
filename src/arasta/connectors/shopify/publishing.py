"""Plans that put products on offer and take them off. A product is written whole, so variants it has are kept in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from arasta.connectors.shopify import answers, goods, mutations, queries
from arasta.connectors.shopify.client import call
from arasta.connectors.shopify.documents import gid, tail
from arasta.contexts.channels.types import Issue, ItemResult, ListingItem, Outcome, Polled, Pushed, Trouble
from arasta.contexts.channels.types.failures import SOON, Failure
from arasta.contexts.channels.types.issues import issue
from arasta.contexts.channels.types.showing import Pictures, Shown
from arasta.kernel.transport.wire import Plan

BATCH = 50
LONGEST_TITLE = 255
MOST_OPTIONS = 3
MOST_VARIANTS = 2048
MOST_PICTURES_READ = 20
NO_OPTIONS = {"Title": "Default Title"}
DONE = "COMPLETE"
SHARED = "The product has other variants that stay on offer; only the whole product can be taken off."

Raw = dict[str, Any]


def check(item: ListingItem, currency: str) -> Iterator[Issue]:
    """Check the shop's rules before sending."""
    if not 0 < len(item.title.strip()) <= len(item.title) <= LONGEST_TITLE:
        yield issue("title", "length", most=LONGEST_TITLE, count=len(item.title))
    if not item.sku:
        yield issue("sku", "missing")
    if len(item.options) > MOST_OPTIONS:
        yield issue("options", "too_many", most=MOST_OPTIONS, count=len(item.options))
    if item.price.currency != currency:
        yield issue("price", "currency", currency=currency)
    if not all(url.startswith("https://") for url in item.images):
        yield issue("images", "image_address")
    if not item.images:
        yield issue("images", "image_advised", blocks=False)


def shown(item: ListingItem) -> Shown:
    """Say how a product is shown: its texts are one for all variants, its pictures are copies of all they have."""
    pictures = Pictures.AMONG if item.options else Pictures.NAME
    return Shown(
        title=item.group_title,
        description=item.description,
        category=item.category,
        images=item.images[:MOST_PICTURES_READ],
        pictures=pictures,
    )


def send(items: Sequence[ListingItem], terms: Mapping[str, str]) -> Plan[Pushed]:
    """Write products, one call for each; their variants' ids come back. `terms` are the place and the publication."""
    groups: dict[str, list[ListingItem]] = {}
    for item in items:
        groups.setdefault(item.group or item.sku, []).append(item)
    results: list[ItemResult] = []
    ticket = ""
    for handle, group in groups.items():
        if ticket:
            results += [_later(item) for item in group]
            continue
        said, ticket = yield from _set_product(handle, group, terms)
        results += said
    return Pushed(results=results, ticket=ticket)


def _later(item: ListingItem) -> ItemResult:
    return ItemResult(external_id=item.external_id, outcome=Outcome.RETRY, code="busy", retry_after=SOON)


def _set_product(
    handle: str, group: Sequence[ListingItem], terms: Mapping[str, str]
) -> Plan[tuple[list[ItemResult], str]]:
    known = next((item.refs["product"] for item in group if item.refs.get("product")), "")
    identifier = {"id": gid("Product", known)} if known else {"handle": handle}
    there = yield from answers.ask(call(queries.PRODUCT, identifier=identifier))
    if isinstance(there, Failure):
        return [there.result(item.external_id) for item in group], ""
    product = there["productByIdentifier"]
    others = _others(product, group)
    if others is None or len(others) + len(group) > MOST_VARIANTS:
        failure = Failure(Outcome.INVALID, Trouble.REFUSED, "too_many_variants", "the product has too many variants")
        return [failure.result(item.external_id) for item in group], ""
    if product:
        identifier = {"id": product["id"]}
    given = _product(handle, group, others, terms, is_new=product is None)
    answer = yield from answers.ask(call(mutations.SET_PRODUCT, identifier=identifier, input=given, wait=True))
    if isinstance(answer, Failure):
        return [answer.result(item.external_id) for item in group], ""
    return (yield from _outcome(answer["productSet"], group, terms))


def _outcome(answer: Raw, group: Sequence[ListingItem], terms: Mapping[str, str]) -> Plan[tuple[list[ItemResult], str]]:
    wrong = answers.complaints(answer["userErrors"])
    if wrong:
        text = "; ".join(one.result_text() for one in wrong)
        failure = Failure(Outcome.INVALID, Trouble.REFUSED, wrong[0].code, text)
        return [failure.result(item.external_id) for item in group], ""
    if answer["product"] is None:
        waiting = [ItemResult(external_id=item.external_id, outcome=Outcome.WAITING) for item in group]
        return waiting, str((answer["productSetOperation"] or {}).get("id") or "")
    yield from publish(answer["product"]["id"], terms)
    found = {node["sku"]: node for node in answer["product"]["variants"]["nodes"]}
    return [_taken(item.external_id, found.get(item.sku), answer["product"]) for item in group], ""


def _taken(external_id: str, node: Raw | None, product: Raw) -> ItemResult:
    refs = {"product": tail(product["id"])} | (goods.refs_in(node) if node else {})
    return ItemResult(external_id=external_id, outcome=Outcome.OK, refs=refs)


def publish(product: str, terms: Mapping[str, str]) -> Plan[None]:
    """Show a product in the shop's window. Raises ChannelTrouble."""
    given = yield from _publication(terms)
    yield from answers.fetch(call(mutations.PUBLISH, id=product, input=given))


def _publication(terms: Mapping[str, str]) -> Plan[list[Raw]]:
    """Return the window that is meant: the one of the settings, else the shop's first."""
    publication = terms.get("publication_id", "")
    if not publication:
        data = yield from answers.fetch(call(queries.PUBLICATIONS))
        publication = next((tail(node["id"]) for node in data["publications"]["nodes"]), "")
    return [{"publicationId": gid("Publication", publication)}] if publication else []


def _others(product: Raw | None, group: Sequence[ListingItem]) -> list[Raw] | None:
    """Return the variants to be kept beside ours; nothing when there are more than can be read at once."""
    if product is None:
        return []
    if product["variants"]["pageInfo"]["hasNextPage"]:
        return None
    ours = {item.sku for item in group} | {item.external_id for item in group}
    return [node for node in product["variants"]["nodes"] if node["sku"] not in ours]


def _product(
    handle: str, group: Sequence[ListingItem], others: Sequence[Raw], terms: Mapping[str, str], *, is_new: bool
) -> Raw:
    first = group[0]
    kept = [
        {
            "id": node["id"],
            "sku": node["sku"],
            "barcode": node["barcode"],
            "price": node["price"],
            "compareAtPrice": node["compareAtPrice"],
            "optionValues": _values({one["name"]: one["value"] for one in node["selectedOptions"]}),
        }
        for node in others
    ]
    variants = [*kept, *(_variant(item, terms) for item in group)]
    given: Raw = {
        "title": first.group_title,
        "descriptionHtml": first.description,
        "vendor": first.brand,
        "productType": first.category,
        "status": "ACTIVE",
        "productOptions": _options(variants),
        "variants": variants,
    }
    pictures = list(dict.fromkeys(image for item in group for image in item.images))
    if is_new:
        given["handle"] = handle
    if pictures and (is_new or not all(item.has_pictures for item in group)):
        given["files"] = [{"originalSource": image, "contentType": "IMAGE", "alt": first.title} for image in pictures]
    return given


def _variant(item: ListingItem, terms: Mapping[str, str]) -> Raw:
    before = item.list_price if item.list_price is not None and item.list_price > item.price else None
    variant: Raw = {
        "sku": item.sku,
        "barcode": item.barcode or None,
        "price": str(item.price.amount),
        "compareAtPrice": str(before.amount) if before else None,
        "inventoryPolicy": "DENY",
        "inventoryItem": {"tracked": True},
        "optionValues": _values(item.options or NO_OPTIONS),
    }
    if item.refs.get("variant"):
        return variant | {"id": gid("ProductVariant", item.refs["variant"])}
    place = terms.get("location_id", "")
    if place:
        stock = {"locationId": gid("Location", place), "name": "available", "quantity": item.quantity}
        variant["inventoryQuantities"] = [stock]
    return variant


def _values(options: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"optionName": name, "name": value} for name, value in options.items()]


def _options(variants: Sequence[Raw]) -> list[Raw]:
    """Return the product's options with all their values, as its variants use them."""
    found: dict[str, dict[str, None]] = {}
    for variant in variants:
        for one in variant["optionValues"]:
            found.setdefault(one["optionName"], {})[one["name"]] = None
    return [
        {"name": name, "position": place, "values": [{"name": value} for value in values]}
        for place, (name, values) in enumerate(found.items(), start=1)
    ]


def poll(ticket: str, terms: Mapping[str, str]) -> Plan[Polled]:
    """Ask what became of a product that was taken in. One that is not known any more is lost. Raises ChannelTrouble."""
    data = yield from answers.fetch(call(queries.OPERATION, id=ticket))
    operation = data["productOperation"]
    if operation is None:
        return Polled(is_done=True, lost=True)
    if operation["status"] != DONE:
        return Polled(is_done=False)
    product = operation["product"]
    wrong = answers.complaints(operation["userErrors"])
    if wrong or product is None:
        return Polled(is_done=True, lost=True)
    yield from publish(product["id"], terms)
    nodes = product["variants"]["nodes"]
    return Polled(is_done=True, results=[_taken(node["sku"] or "", node, product) for node in nodes])


def unlist(items: Sequence[ListingItem], terms: Mapping[str, str]) -> Plan[Pushed]:
    """Take products out of the shop's window. A product with other variants stays: it is all or nothing there."""
    known = yield from goods.refs_of({item.external_id: item.refs for item in items})
    groups: dict[str, list[ListingItem]] = {}
    results: list[ItemResult] = []
    for item in items:
        product = known.get(item.external_id, {}).get("product", "")
        if product:
            groups.setdefault(product, []).append(item)
        else:
            results.append(ItemResult(external_id=item.external_id, outcome=Outcome.SAME, text="it is not there"))
    for product, group in groups.items():
        failure = yield from _take_off(product, group, terms)
        for item in group:
            done = ItemResult(external_id=item.external_id, outcome=Outcome.OK)
            results.append(failure.result(item.external_id) if failure else done)
    return Pushed(results=results)


def _take_off(product: str, group: Sequence[ListingItem], terms: Mapping[str, str]) -> Plan[Failure | None]:
    there = yield from answers.ask(call(queries.PRODUCT, identifier={"id": gid("Product", product)}))
    if isinstance(there, Failure):
        return there
    others = _others(there["productByIdentifier"], group)
    if others is None or others:
        return Failure(Outcome.INVALID, Trouble.REFUSED, "shared_product", SHARED)
    given = yield from _publication(terms)
    answer = yield from answers.ask(call(mutations.UNPUBLISH, id=gid("Product", product), input=given))
    return answer if isinstance(answer, Failure) else None
