"""Ask to send something back, and take that back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from arasta.contexts.catalog.queries import variants as catalog
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.returns.services import requests as returns
from arasta.contexts.returns.types import LONGEST_NOTE, RETURN_PREFIX, ReturnReason
from arasta.flows.returning.request_return import Returnable, request_return, returnable
from arasta.kernel import clock
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import from_public, to_public
from arasta.surfaces.storefront import links, pages, visitors
from arasta.surfaces.storefront.after import REASONS
from arasta.surfaces.storefront.cards import tint_of
from arasta.surfaces.storefront.shop import shop_of

_LINE = "lin"


@require_http_methods(["GET", "HEAD", "POST"])
@pages.private
def send_back(request: HttpRequest, word: str) -> HttpResponse:
    """Ask which units come back and why, and write it down."""
    order = order_book.order(links.read_order(word))
    left = returnable(order)
    if request.method != "POST":
        return _show(request, word, order, left)
    try:
        row = request_return(
            order.row.id,
            _wanted(request.POST, left),
            note=request.POST.get("note", "").replace("\x00", ""),
            at=clock.now(),
            actor=visitors.shopper_of(request),
        )
    except DomainError as refusal:
        return _show(request, word, order, left, refused=sentence(refusal), status=STATUS[refusal.kind])
    messages.success(request, _("We have your return request %(number)s.") % {"number": row.number})
    return redirect("shop_order", word)


@require_POST
@pages.private
def withdraw(request: HttpRequest, word: str, key: str) -> HttpResponse:
    """Keep what was to be sent back."""
    order_id = links.read_order(word)
    try:
        returns.withdraw(from_public(RETURN_PREFIX, key), order_id=order_id, actor=visitors.shopper_of(request))
    except DomainError as refusal:
        messages.error(request, sentence(refusal))
    return redirect("shop_order", word)


def _wanted(posted: QueryDict, left: Returnable) -> dict[UUID, tuple[int, ReturnReason]]:
    """Read the chosen lines; a number that is none counts as nothing, a reason that is none as another."""
    wanted = {}
    for line, _units in left.lines:
        word = to_public(_LINE, line.id)
        count, reason = posted.get(f"units-{word}", ""), posted.get(f"reason-{word}", "")
        units = int(count) if count.isascii() and count.isdecimal() and len(count) <= 6 else 0
        if units:
            wanted[line.id] = (units, ReturnReason(reason) if reason in set(ReturnReason) else ReturnReason.OTHER)
    return wanted


def _show(
    request: HttpRequest, word: str, order: OrderDetail, left: Returnable, *, refused: str = "", status: int = 200
) -> HttpResponse:
    known = catalog.variants([line.variant_id for line, _ in left.lines], language=shop_of(request).language)
    lines = []
    for line, units in left.lines:
        variant, name = known.get(line.variant_id), to_public(_LINE, line.id)
        lines.append(
            {
                "line": line,
                "most": units,
                "choices": range(units + 1),
                "name": name,
                "units": request.POST.get(f"units-{name}", ""),
                "reason": request.POST.get(f"reason-{name}", ""),
                "variant": variant,
                "tint": tint_of(variant.swatch) if variant else "",
            }
        )
    context: dict[str, Any] = {
        "row": order.row,
        "word": word,
        "lines": lines,
        "is_open": left.is_open(clock.now()),
        "until": left.until,
        "reasons": REASONS.items(),
        "note": request.POST.get("note", ""),
        "most_letters": LONGEST_NOTE,
        "refused": refused,
        "order_url": reverse("shop_order", args=[word]),
    }
    return pages.show(request, "after/return.html", context, status=status)
