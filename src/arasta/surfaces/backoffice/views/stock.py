"""Stock levels: the list, one variant with its ledger, and the explanation of its number."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arasta.contexts.catalog.queries import products, variants
from arasta.contexts.catalog.types import VariantRow
from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import Channel
from arasta.contexts.inventory.queries import kits, locations, lots, stock
from arasta.contexts.inventory.queries.locations import LocationRow
from arasta.contexts.inventory.queries.stock import MovementRow
from arasta.contexts.inventory.types import MOVES, Level
from arasta.kernel.errors import DomainError, Missing, gettext_noop
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice import explaining, shelf, words
from arasta.surfaces.backoffice.scope import address

Places = dict[UUID, LocationRow]
MOST_COLUMNS = 7
MOST_LOTS = 12


class UnknownVariant(Missing):
    """No variant has the id."""

    code = "unknown_variant"
    template = gettext_noop("There is no such variant.")


@require_safe
@permitted("stock.read")
def levels(request: HttpRequest) -> HttpResponse:
    """List stock by variant and location; htmx gets the table alone."""
    places, chosen = spoken_places(), request.GET.get("location", "")
    wanted = shelf.Wanted(
        location_id=place_of(chosen, places),
        text=request.GET.get("q", "")[:100].strip(),
        view=request.GET.get("view", "") if request.GET.get("view", "") in shelf.VIEWS else "",
    )
    page = shelf.page(wanted, places=places, language=language(), cursor=request.GET.get("after"))
    context = {
        "page": page,
        "wanted": wanted,
        "location": chosen if wanted.location_id else "",
        "place": places.get(wanted.location_id) if wanted.location_id else None,
        "places": [(to_public("loc", key), place) for key, place in places.items()],
        "columns": _columns(places) if wanted.location_id is None else [],
        "tabs": _tabs(wanted.view, chosen),
        "may_change": actor_of(request).may("stock.write"),
    }
    part = "backoffice/stock/rows.html" if request.headers.get("HX-Request") else "backoffice/stock/levels.html"
    return render(request, part, context)


@require_safe
@permitted("stock.read")
def item(request: HttpRequest, key: str) -> HttpResponse:
    """Show a variant's levels, the explanation of its number, and its ledger."""
    actor, places = actor_of(request), spoken_places()
    variant = variant_of(key)
    at = place_of(request.GET.get("at", ""), places)
    ledger = stock.movements(variant.id, location_id=at, cursor=request.GET.get("after"), limit=30)
    here = shelf.row(variant, stock.levels([variant.id]), places)
    context = {
        **_explanation(request, variant, places),
        "row": here,
        "ledger": [_moved(row, places) for row in ledger.items],
        "ledger_cursor": ledger.next_cursor,
        "product_url": address("catalog_product", to_public("prd", variant.product_id)),
        "acting_at": {one.key for one in here.levels if actor.may("stock.write") and actor.may_at(one.place.id)},
        "how": lots.tracking([variant.id]).get(variant.id),
        "lots": [
            (places[one.location_id].name, one)
            for one in lots.lot_page(variant_ids=[variant.id], limit=MOST_LOTS).items
            if one.location_id in places
        ],
        "may_write": actor.may("stock.write"),
        "absent_at": _absent(here, places) if actor.may("stock.write") else [],
    }
    is_part = "after" in request.GET and request.headers.get("HX-Request")
    return render(request, "backoffice/stock/ledger.html" if is_part else "backoffice/stock/item.html", context)


@require_safe
@permitted("stock.read")
def why(request: HttpRequest, key: str) -> HttpResponse:
    """Explain a variant's number: a part of a page for the drawer."""
    return render(request, "backoffice/stock/why.html", _explanation(request, variant_of(key), spoken_places()))


@require_safe
@permitted("stock.read")
def of_product(request: HttpRequest, key: str) -> HttpResponse:
    """Show the stock of a product's variants: a panel of the product's page. Kits have none and stand in their own."""
    product, places = products.product_by_id(from_public("prd", key), language=language()), spoken_places()
    recipes = kits.recipes([variant.id for variant in product.variants])
    levels: dict[UUID, list[Level]] = {}
    for level in stock.levels([variant.id for variant in product.variants]):
        levels.setdefault(level.variant_id, []).append(level)
    own = [variant for variant in product.variants if variant.id not in recipes]
    rows = [shelf.row(variant, levels.get(variant.id, []), places) for variant in own]
    return render(request, "backoffice/stock/of_product.html", {"rows": rows})


def language() -> str:
    """Return the language spoken now."""
    return get_language() or "en"


def spoken_places() -> Places:
    """Return the locations in the language spoken now."""
    return locations.by_id(language=language())


def place_of(word: str, places: Places) -> UUID | None:
    """Return the location that a public id names, if it is one."""
    try:
        key = from_public("loc", word)
    except DomainError:
        return None
    return key if key in places else None


def variant_of(key: str) -> VariantRow:
    """Return the variant that a public id names. Raises UnknownId, UnknownVariant."""
    variant_id = from_public("var", key)
    found = variants.variants([variant_id], language=language())
    if not found:
        raise UnknownVariant
    return found[variant_id]


def _explanation(request: HttpRequest, variant: VariantRow, places: Places) -> dict[str, Any]:
    known = {channel.code: channel for channel in channels.channels()}
    channel: Channel | None = known.get(request.GET.get("channel", ""))
    at = place_of(request.GET.get("at", ""), places)
    return {
        "variant": variant,
        "key": to_public("var", variant.id),
        "answer": explaining.answer(variant.id, places=places, only_at=at, channel=channel),
        "channels": list(known.values()),
        "channel": channel,
        "places": [(to_public("loc", key), place) for key, place in places.items()],
        "at": to_public("loc", at) if at else "",
    }


def _columns(places: Places) -> list[tuple[str, LocationRow]]:
    """Return the locations that get a column; of many, none does."""
    return [(to_public("loc", key), place) for key, place in places.items()] if len(places) <= MOST_COLUMNS else []


def _absent(row: shelf.StockRow, places: Places) -> list[tuple[str, LocationRow]]:
    """Return the locations without a level of the variant."""
    here = {one.place.id for one in row.levels}
    return [(to_public("loc", key), place) for key, place in places.items() if key not in here]


def _moved(row: MovementRow, places: Places) -> dict[str, Any]:
    place = places.get(row.location_id)
    return {
        "row": row,
        "chip": words.MOVEMENT[row.kind],
        "sign": MOVES[row.kind].on_hand,
        "place": place.name if place else "",
        "order": to_public("ord", row.order_id) if row.order_id else "",
    }


def _tabs(view: str, location: str) -> list[dict[str, object]]:
    names = {"": _("All stock"), "low": _("Running out"), "out": _("Sold out everywhere")}
    return [
        {
            "label": label,
            "url": f"{reverse('inventory_levels')}?{urlencode({'view': name, 'location': location})}",
            "active": name == view,
        }
        for name, label in names.items()
    ]
