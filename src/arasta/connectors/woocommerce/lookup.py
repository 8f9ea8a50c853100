"""Plans that find what is offered: by SKU, a hundred a call, products and variations alike; or by ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from arasta.connectors.woocommerce import answers, client, goods
from arasta.connectors.woocommerce.documents import Product
from arasta.connectors.woocommerce.goods import Ids
from arasta.contexts.channels.types.inbound import SeenListing
from arasta.kernel.transport.wire import Plan

ANY_STATUS = {"status": "any"}
ID = goods.ID_PREFIX


def by_sku(skus: Iterable[str]) -> Plan[dict[str, Product]]:
    """Read what has one of some SKUs."""
    found: dict[str, Product] = {}
    for part in chunks(sorted({sku for sku in skus if sku and "," not in sku})):
        answer = yield client.products_with({"sku": ",".join(part), **ANY_STATUS})
        found |= {product.sku: product for product in answers.expect(answer, list[Product]) if product.sku in part}
    return found


def variations_of(product_id: int) -> Plan[list[Product]]:
    """Read all variations of a product."""
    found: list[Product] = []
    page, more = 1, True
    while more:
        answer = yield client.variations(product_id, {"page": str(page), **ANY_STATUS})
        if answers.is_missing(answer):
            return found
        children = answers.expect(answer, list[Product])
        found += children
        more = answers.has_more(answer, len(found) - len(children), len(children), client.PAGE)
        page += 1
    return found


def seen(refs: Sequence[Mapping[str, str]], currency: str) -> Plan[list[SeenListing]]:
    """Read listings back: those with a SKU by it, the rest by their ids; what is absent is gone."""
    named = [(one["external_id"], {name: one[name] for name in one if name != "external_id"}) for one in refs]
    found = yield from by_sku(code for code, _ in named if not code.startswith(goods.ID_PREFIX))
    places = {code: goods.found_ids(product) for code, product in found.items()}
    unnamed = {code: ids for code, _ in named if code.startswith(ID) and (ids := goods.ids_of({}, code))}
    by_id = yield from _by_ids([ids for ids in unnamed.values() if ids.parent])
    parents = {ids.product for ids in [*places.values(), *unnamed.values()] if ids.parent}
    above = yield from _by_ids([Ids(one) for one in parents] + [ids for ids in unnamed.values() if not ids.parent])
    known = by_id | above
    places |= {code: ids for code, ids in unnamed.items() if ids in known}
    found |= {code: known[ids] for code, ids in places.items() if code not in found}
    return [
        goods.seen(found[code], places[code], currency, parent=above.get(Ids(places[code].parent)))
        if code in found
        else goods.gone(code, further)
        for code, further in named
    ]


def _by_ids(wanted: Iterable[Ids]) -> Plan[dict[Ids, Product]]:
    found: dict[Ids, Product] = {}
    parents: dict[int, list[Ids]] = {}
    for ids in sorted(wanted, key=lambda one: (one.parent, one.own)):
        parents.setdefault(ids.parent, []).append(ids)
    for parent, children in parents.items():
        for part in chunks(children):
            query = {"include": ",".join(str(one.own) for one in part), **ANY_STATUS}
            answer = yield client.variations(parent, query) if parent else client.products_with(query)
            if not answers.is_missing(answer):
                found |= {_placed(one, parent): one for one in answers.expect(answer, list[Product])}
    return found


def _placed(product: Product, parent: int) -> Ids:
    return Ids(parent, product.id) if parent else Ids(product.id)


def chunks(items: Sequence[goods.T]) -> Iterable[Sequence[goods.T]]:
    """Cut into parts that fit one call."""
    return (items[start : start + client.MOST_OBJECTS] for start in range(0, len(items), client.MOST_OBJECTS))
