"""Fittings at the store's desk: who comes to try on what, and what they take."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arasta.contexts.pickup.queries import fittings
from arasta.contexts.pickup.services import fittings as fitting_book
from arasta.contexts.pickup.types import FITTING_PREFIX, FittingRow, FittingStatus, UnknownFitting
from arasta.flows.ordering import fit_on
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import from_public
from arasta.surfaces.pos import basket, desk, frame
from arasta.surfaces.pos.desk import Desk
from arasta.surfaces.pos.guard import at_desk, posted


@require_safe
@at_desk
def fitting(request: HttpRequest, here: Desk, key: str) -> HttpResponse:
    """Show a fitting with its next step."""
    return _page(request, here, key)


@posted
@at_desk
def arrived(request: HttpRequest, here: Desk, key: str) -> HttpResponse:
    """Say that the customer is here."""
    row = _row(here, key)
    try:
        fitting_book.move([row.id], FittingStatus.ARRIVED, actor=here.actor)
    except DomainError as refusal:
        return _page(request, here, key, status=STATUS[refusal.kind], refused=sentence(refusal))
    return redirect("till_fitting", key=key)


@posted
@at_desk
def end(request: HttpRequest, here: Desk, key: str) -> HttpResponse:
    """End it: the customer takes nothing."""
    row = _row(here, key)
    try:
        fit_on.end([row.id], FittingStatus.ENDED, actor=here.actor)
    except DomainError as refusal:
        return _page(request, here, key, status=STATUS[refusal.kind], refused=sentence(refusal))
    messages.success(request, _("The fitting is over. Put the goods back on the shelf."))
    return redirect("till_pickups")


@posted
@at_desk
def sell(request: HttpRequest, here: Desk, key: str) -> HttpResponse:
    """Bring what was tried on to the till; the sale that stood there is set aside."""
    row = _row(here, key)
    try:
        cart_id = fit_on.sell(
            row.id,
            register=here.register,
            currency=here.channel.currency,
            owner_key=here.owner_key,
            actor=here.actor,
        )
    except DomainError as refusal:
        return _page(request, here, key, status=STATUS[refusal.kind], refused=sentence(refusal))
    cart = basket.current(here)
    waits = (cart.id,) if cart and cart.lines else ()
    desk.keep(request, here, cart_id=cart_id, aside=(*here.aside, *waits))
    return redirect("till")


def _row(here: Desk, key: str) -> FittingRow:
    """Return a fitting of this store; another store's is not here. Raises UnknownFitting."""
    row = fittings.fitting(from_public(FITTING_PREFIX, key))
    if row.location_id != here.location.id:
        raise UnknownFitting
    return row


def _page(request: HttpRequest, here: Desk, key: str, *, status: int = 200, refused: str = "") -> HttpResponse:
    row = _row(here, key)
    context = {
        "row": row,
        "key": key,
        "refused": refused,
        "may_arrive": row.may_become(FittingStatus.ARRIVED),
        "may_end": row.may_become(FittingStatus.ENDED),
    }
    return frame.page(request, "pickups/fitting", here, tab="till_pickups", status=status, **context)
