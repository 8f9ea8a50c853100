"""Compare up to four products side by side."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arasta.contexts.catalog.queries import owners, products
from arasta.contexts.catalog.types import ProductDetail
from arasta.kernel import clock
from arasta.surfaces.storefront import beside, pages, traces
from arasta.surfaces.storefront.cards import CardView
from arasta.surfaces.storefront.shop import shop_of


@dataclass(frozen=True, slots=True)
class Column:
    """A product in the comparison: its card, and what only its page tells."""

    card: CardView
    product: ProductDetail

    @property
    def weight(self) -> int:
        """The weight of its lightest variant that has one."""
        return min((one.weight_grams for one in self.product.variants if one.is_active and one.weight_grams), default=0)


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to compare: what each product has of it."""

    name: str
    cells: list[str]


@require_safe
@pages.private
def compare(request: HttpRequest) -> HttpResponse:
    """Show the products of the address, or else those that were put side by side."""
    shop = shop_of(request)
    handles = [one for one in request.GET.getlist("p")[: traces.MOST_COMPARED] if "\x00" not in one]
    wanted = handles or traces.compared(request)
    known = owners.ids_of_handles(wanted)
    views = beside.cards_of(shop, [known[one] for one in wanted if one in known], at=clock.now())
    columns = [
        Column(views[known[one]], products.product(one, language=shop.language))
        for one in wanted
        if one in known and known[one] in views
    ]
    return pages.show(request, "compare.html", {"columns": columns, "options": _options(columns)})


@require_POST
@pages.private
def change(request: HttpRequest) -> HttpResponse:
    """Put a product beside the others, or take one away; the fifth pushes out the first."""
    kept = traces.compared(request)
    if gone := request.POST.get("remove"):
        kept = [one for one in kept if one != gone]
    elif (handle := request.POST.get("add", "").replace("\x00", "")) and handle in owners.ids_of_handles([handle]):
        kept = [*(one for one in kept if one != handle), handle][-traces.MOST_COMPARED :]
        messages.success(request, _("Put beside the others."))
    response = redirect(pages.safe_next(request, reverse("shop_compare")))
    traces.write(response, traces.COMPARED, kept)
    return response


def _options(columns: list[Column]) -> list[Row]:
    names = {option.code: option.name for column in columns for option in column.product.options}
    return [
        Row(
            name,
            [
                ", ".join(
                    value.name for option in column.product.options if option.code == code for value in option.values
                )
                for column in columns
            ],
        )
        for code, name in names.items()
    ]
