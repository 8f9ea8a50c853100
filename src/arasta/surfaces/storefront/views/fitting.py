"""Reserve something in a store to try it on: choose the store and a time, come, or cancel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arasta.contexts.catalog.queries import variants as catalog
from arasta.contexts.catalog.types import VariantRow
from arasta.contexts.customers import queries as customers
from arasta.contexts.inventory.queries import availability
from arasta.contexts.messages.types import MessageToSend
from arasta.contexts.pickup.queries import codes, fittings, hours
from arasta.contexts.pickup.services import fittings as fitting_book
from arasta.contexts.pickup.types import (
    FITTING_PREFIX,
    Calendar,
    FittingId,
    FittingLine,
    FittingStatus,
    FittingToBook,
    Slot,
    UnknownFitting,
)
from arasta.flows.ordering import fit_on
from arasta.kernel import clock
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import UnknownId, from_public, new_id, to_public
from arasta.kernel.web.templatetags.arasta import moment
from arasta.surfaces.storefront import pages, places, visitors
from arasta.surfaces.storefront.places import StoreStock, StoreView
from arasta.surfaces.storefront.shop import Shop, shop_of

_LINK = signing.Signer(salt="arasta.shop.fitting", sep=".")
_DAY = timedelta(days=1)
WORN = frozenset({"size", "shoe", "ring"})
"""Options whose goods are tried on before they are bought."""


@dataclass(frozen=True, slots=True)
class FittingStore:
    """A store with fitting rooms; `has_all`: everything that is to be tried on lies there."""

    store: StoreView
    calendar: Calendar
    has_all: bool


class WhoForm(forms.Form):
    """Who comes to try on, and when."""

    use_required_attribute = False

    slot = forms.CharField(max_length=40, error_messages={"required": _("Choose a time.")})
    name = forms.CharField(label=_("Full name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Your email"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )


def can_be_tried(variant: VariantRow) -> bool:
    """Tell whether a variant is something that one wears."""
    return any(option in WORN for option, _value in variant.option_codes)


def try_url(variant: VariantRow, stock: Sequence[StoreStock]) -> str:
    """Return where a variant is reserved to be tried on, or nothing if it is not worn or lies in no store."""
    is_somewhere = any(one.store.picks_up and one.tone != "bad" for one in stock)
    return f"{reverse('shop_try')}?v={to_public('var', variant.id)}" if is_somewhere and can_be_tried(variant) else ""


@require_http_methods(["GET", "HEAD", "POST"])
@pages.private
def book(request: HttpRequest) -> HttpResponse:
    """Show stores and times for what the address names; take the booking down."""
    shop, wanted = shop_of(request), _wanted(request)
    stores = _stores(shop, wanted)
    chosen = _chosen(request, stores)
    if request.method != "POST":
        return _show(request, wanted, stores, chosen, WhoForm(initial=_initial(request)))
    form = WhoForm(request.POST)
    starts_at = _read_moment(request.POST.get("slot", ""))
    if not form.is_valid() or chosen is None or starts_at is None:
        return _show(request, wanted, stores, chosen, form, status=422)
    given = form.cleaned_data
    fitting = FittingToBook(
        id=FittingId(new_id()),
        location_id=chosen.store.id,
        channel_id=shop.channel.id,
        starts_at=starts_at,
        lines=tuple(FittingLine(one.id, 1, one.sku, f"{one.title} {one.options_text}".strip()) for one in wanted),
        name=given["name"],
        email=given["email"].lower(),
        phone=given["phone"],
        language=shop.language,
        customer_id=visitors.customer_id_of(request),
    )
    try:
        told = _message(request, fitting, chosen)
        row = fit_on.book(fitting, tell=told, at=clock.now(), actor=visitors.shopper_of(request))
    except DomainError as refusal:
        form.add_error(None, sentence(refusal))
        return _show(request, wanted, _stores(shop, wanted), chosen, form, status=STATUS[refusal.kind])
    return redirect(fitting_path(row.id))


@require_safe
@pages.private
def fitting(request: HttpRequest, word: str) -> HttpResponse:
    """Show a booked fitting to who holds its link."""
    return _page(request, word)


@require_POST
@pages.private
def here(request: HttpRequest, word: str) -> HttpResponse:
    """Tell the store that the customer is here to try on."""
    try:
        fitting_book.move([_key(word)], FittingStatus.ARRIVED, actor=visitors.shopper_of(request))
    except DomainError as refusal:
        return _page(request, word, status=STATUS[refusal.kind], refused=sentence(refusal))
    return redirect("shop_fitting", word=word)


@require_POST
@pages.private
def cancel(request: HttpRequest, word: str) -> HttpResponse:
    """Give the time and the goods back."""
    try:
        fit_on.end([_key(word)], FittingStatus.CANCELED, actor=visitors.shopper_of(request))
    except DomainError as refusal:
        return _page(request, word, status=STATUS[refusal.kind], refused=sentence(refusal))
    return redirect("shop_fitting", word=word)


def fitting_path(fitting_id: UUID) -> str:
    """Return the address of a fitting that only who was given it can know."""
    return reverse("shop_fitting", args=[_LINK.sign(to_public(FITTING_PREFIX, fitting_id))])


def _message(request: HttpRequest, fitting: FittingToBook, chosen: FittingStore) -> MessageToSend:
    """Say to the customer what was booked, in the language they read now."""
    with timezone.override(chosen.calendar.time_zone):
        time = moment(fitting.starts_at)
    return MessageToSend(
        kind="fitting_booked",
        subject=f"fitting:{fitting.id}",
        to=fitting.email,
        language=fitting.language,
        channel_id=fitting.channel_id,
        facts={
            "name": fitting.name,
            "place": chosen.store.row.name,
            "street": chosen.store.address,
            "time": time,
            "goods": ", ".join(line.name for line in fitting.lines),
            "code": codes.code_of(fitting.id),
        },
        link=request.build_absolute_uri(fitting_path(fitting.id)),
    )


def _key(word: str) -> UUID:
    try:
        return from_public(FITTING_PREFIX, _LINK.unsign(word))
    except (signing.BadSignature, UnknownId) as forged:
        raise UnknownFitting from forged


def _page(request: HttpRequest, word: str, *, status: int = 200, refused: str = "") -> HttpResponse:
    row = fittings.fitting(_key(word))
    context = {
        "row": row,
        "word": word,
        "code": codes.code_of(row.id),
        "store": next((one for one in places.stores(shop_of(request)) if one.id == row.location_id), None),
        "variants": catalog.variants([line.variant_id for line in row.lines], language=shop_of(request).language),
        "refused": refused,
    }
    return pages.show(request, "ways/fitting.html", context, status=status)


def _wanted(request: HttpRequest) -> list[VariantRow]:
    """Return what the address names, if it is sold and worn. Raises Http404 for anything else."""
    words = list(dict.fromkeys([*request.GET.getlist("v"), *request.POST.getlist("v")]))
    try:
        ids = [from_public("var", word) for word in words]
    except UnknownId as unknown:
        raise Http404 from unknown
    found = catalog.variants(ids, language=shop_of(request).language)
    rows = [found[key] for key in ids if key in found and found[key].is_active]
    if not rows or len(rows) < len(ids) or len(rows) > fit_on.MOST_LINES or not all(map(can_be_tried, rows)):
        raise Http404
    return rows


def _stores(shop: Shop, wanted: list[VariantRow]) -> list[FittingStore]:
    found = [one for one in places.stores(shop) if one.picks_up]
    calendars = hours.calendars([one.id for one in found])
    rooms = [one for one in found if one.id in calendars and calendars[one.id].terms.fitting_rooms]
    levels = availability.sellable(
        [one.id for one in wanted], channel_id=shop.channel.id, location_ids=[one.id for one in rooms]
    )
    there = {(level.location_id, level.variant_id) for level in levels if level.sellable > 0}
    offered = [
        FittingStore(one, calendars[one.id], all((one.id, variant.id) in there for variant in wanted)) for one in rooms
    ]
    return sorted(offered, key=lambda one: not one.has_all)


def _chosen(request: HttpRequest, stores: list[FittingStore]) -> FittingStore | None:
    word = request.POST.get("store") or request.GET.get("store")
    able = [one for one in stores if one.has_all]
    if word:
        return next((one for one in able if one.store.public_id == word), None)
    return able[0] if able else None


def _days(chosen: FittingStore, at: datetime) -> list[tuple[Slot, ...]]:
    today = hours.today(chosen.calendar, at)
    ahead = range(fit_on.AHEAD.days)
    found = [fittings.slots(chosen.store.id, today + number * _DAY, at=at) for number in ahead]
    return [day for day in found if any(slot.left for slot in day)]


def _read_moment(text: str) -> datetime | None:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else None


def _initial(request: HttpRequest) -> dict[str, Any]:
    customer_id = visitors.customer_id_of(request)
    if customer_id is None:
        return {}
    row = customers.customer(customer_id)
    return {"name": row.name, "email": row.email, "phone": row.phone}


def _show(
    request: HttpRequest,
    wanted: list[VariantRow],
    stores: list[FittingStore],
    chosen: FittingStore | None,
    form: WhoForm,
    *,
    status: int = 200,
) -> HttpResponse:
    words = [to_public("var", one.id) for one in wanted]
    context = {
        "form": form,
        "wanted": wanted,
        "words": words,
        "query": "&".join(f"v={word}" for word in words),
        "stores": stores,
        "chosen": chosen,
        "days": _days(chosen, clock.now()) if chosen else [],
        "picked": request.POST.get("slot", ""),
    }
    return pages.show(request, "ways/try.html", context, status=status)
