"""Transfers between locations: the list, sending, receiving."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arasta.contexts.catalog.queries import variants
from arasta.contexts.catalog.types import VariantRow
from arasta.contexts.inventory.queries import lots, stock
from arasta.contexts.inventory.queries.lots import LotRow
from arasta.contexts.inventory.queries.stock import TransferRow
from arasta.contexts.inventory.services import transfers as moving
from arasta.contexts.inventory.types import Traced, TrackingMode, TransferStatus
from arasta.kernel.access import Actor
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice.forms import MOST_UNITS, SendForm
from arasta.surfaces.backoffice.naming import codes_in
from arasta.surfaces.backoffice.scope import require_at
from arasta.surfaces.backoffice.views.stock import Places, language, place_of, spoken_places, variant_of

SHOWN_LINES = 5
_MOST_LOTS = 100
_LONGEST_NAMES = 20_000


@dataclass(frozen=True, slots=True)
class Pick:
    """A line of a transfer being written: the units as typed, and how many are free at the source.

    `mode`: how its units are told apart, if they are; `named`: which go, as typed; `lots`: those that lie at the source.
    """

    key: str
    variant: VariantRow
    units: str
    free: int
    mode: TrackingMode | None = None
    named: str = ""
    lots: tuple[LotRow, ...] = ()

    @property
    def traced(self) -> tuple[Traced, ...]:
        """Return what was named; of lots nobody chose one, what expires first goes first."""
        if self.mode is TrackingMode.SERIAL:
            return tuple(Traced(code) for code in codes_in(self.named))
        return (Traced(self.named, int(self.units)),) if self.mode and self.named else ()


@require_safe
@permitted("stock.read")
def transfers(request: HttpRequest) -> HttpResponse:
    """List transfers: those on their way, or those that arrived."""
    actor, view = actor_of(request), request.GET.get("view", "")
    status = TransferStatus.RECEIVED if view == "received" else TransferStatus.IN_TRANSIT
    places = spoken_places()
    found = stock.transfers(status=status)
    described = variants.variants({variant for row in found for variant, _units in row.lines}, language=language())
    context = {
        "rows": [_shown(row, places, described, actor) for row in found],
        "status": status,
        "tabs": _tabs(status),
        "may_send": actor.may("stock.write"),
    }
    return render(request, "backoffice/transfers/transfers.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("stock.write")
def send(request: HttpRequest) -> HttpResponse:
    """Write a transfer and send it."""
    actor, places = actor_of(request), spoken_places()
    given = request.POST if request.method == "POST" else request.GET
    form = _form(request, places, actor)
    source = place_of(given.get("source", "") or form.fields["source"].choices[0][0], places)  # type: ignore[attr-defined]
    picks, status = _picks(given, source), 200
    if request.method == "POST":
        status = _try(form, picks, actor)
        if status == 200:
            messages.success(request, _("Sent. It is incoming until somebody receives it."))
            return redirect("inventory_transfers")
    return render(request, "backoffice/transfers/send.html", {"form": form, "picks": picks}, status=status)


@require_safe
@permitted("stock.write")
def find(request: HttpRequest) -> HttpResponse:
    """Find variants to put into a transfer: a part of the page."""
    text = request.GET.get("find", "")[:100]
    found = variants.find_variants(text, language=language(), limit=8, active_only=False)
    rows = [(to_public("var", variant.id), variant) for variant in found]
    return render(request, "backoffice/transfers/found.html", {"rows": rows, "text": text.strip()})


@require_safe
@permitted("stock.write")
def line(request: HttpRequest, key: str) -> HttpResponse:
    """Show a line of a transfer being written: a part of the page."""
    source = place_of(request.GET.get("source", ""), spoken_places())
    (pick,) = _filled({variant_of(key): "1"}, QueryDict(), source)
    return render(request, "backoffice/transfers/line.html", {"pick": pick})


@require_POST
@permitted("stock.write")
def receive(request: HttpRequest, key: str) -> HttpResponse:
    """Take a transfer in."""
    actor, row = actor_of(request), stock.transfer(from_public("trf", key))
    require_at(actor, row.target_id)
    moving.receive(row.id, actor=actor)
    messages.success(request, _("Received. The units can be sold from here now."))
    return redirect("inventory_transfers")


def _try(form: SendForm, picks: list[Pick], actor: Actor) -> int:
    """Send the transfer; return the status, 200 if it is on its way. A refusal lands on the form."""
    if not form.is_valid():
        return 422
    quantities = _quantities(picks)
    if quantities is None:
        form.add_error(None, _("Write for each line how many units go, and put in at least one line."))
        return 422
    source, target = (from_public("loc", form.cleaned_data[name]) for name in ("source", "target"))
    require_at(actor, source)
    try:
        moving.send(
            quantities,
            source=source,
            target=target,
            note=form.cleaned_data["note"],
            traced={pick.variant.id: pick.traced for pick in picks if pick.traced},
            actor=actor,
        )
    except DomainError as refusal:
        form.add_error("target" if refusal.code == "same_location" else None, sentence(refusal))
        return STATUS[refusal.kind]
    return 200


def _form(request: HttpRequest, places: Places, actor: Actor) -> SendForm:
    choices = [(to_public("loc", key), place.name) for key, place in places.items()]
    own = [(to_public("loc", key), place.name) for key, place in places.items() if actor.may_at(key)]
    initial = {"source": request.GET.get("source"), "target": request.GET.get("target")}
    return SendForm(
        request.POST or None,
        sources=own or [("", "–")],
        targets=[("", _("Choose a location")), *choices],
        initial=initial,
    )


def _picks(given: QueryDict, source: UUID | None) -> list[Pick]:
    """Return the lines being written, each variant once, units as typed."""
    units = dict(
        zip(given.getlist("variant"), [*given.getlist("units"), *[""] * len(given.getlist("variant"))], strict=False)
    )
    keys = {from_public("var", word): word for word in units}
    described = variants.variants(keys, language=language()) if keys else {}
    return _filled(
        {described[key]: units[word] or "1" for key, word in keys.items() if key in described}, given, source
    )


def _filled(wanted: Mapping[VariantRow, str], given: QueryDict, source: UUID | None) -> list[Pick]:
    """Say of variants how many are free at the source and, of tracked ones, what there is to choose."""
    ids = [variant.id for variant in wanted]
    free, how = _free(ids, source), lots.tracking(ids) if ids else {}
    by_lot = [key for key in ids if key in how and how[key].mode is TrackingMode.LOT]
    lying = lots.lot_page(location_id=source, variant_ids=by_lot, limit=_MOST_LOTS).items if by_lot and source else []
    picks = []
    for variant, units in wanted.items():
        word, mode = to_public("var", variant.id), how[variant.id].mode if variant.id in how else None
        here = tuple(row for row in lying if row.variant_id == variant.id and row.free > 0)
        named = given.get(f"named-{word}", "")[:_LONGEST_NAMES]
        picks.append(Pick(word, variant, units, free.get(variant.id, 0), mode, named, here))
    return picks


def _quantities(picks: list[Pick]) -> list[tuple[UUID, int]] | None:
    """Return what goes, or nothing if a count is no whole number above zero."""
    if not picks or not all(_is_count(pick.units) for pick in picks):
        return None
    return [(pick.variant.id, int(pick.units)) for pick in picks]


def _is_count(units: str) -> bool:
    return units.isdecimal() and len(units) <= len(str(MOST_UNITS)) and 0 < int(units) <= MOST_UNITS


def _free(variant_ids: list[UUID], source: UUID | None) -> dict[UUID, int]:
    if source is None or not variant_ids:
        return {}
    found = stock.levels(variant_ids, location_id=source)
    return {level.variant_id: level.available - level.reserved for level in found}


def _shown(row: TransferRow, places: Places, described: dict[UUID, VariantRow], actor: Actor) -> dict[str, Any]:
    lines = [(described[variant], units) for variant, units in row.lines if variant in described]
    is_coming = row.status is TransferStatus.IN_TRANSIT
    return {
        "row": row,
        "key": to_public("trf", row.id),
        "source": places[row.source_id].name if row.source_id in places else "–",
        "target": places[row.target_id].name if row.target_id in places else "–",
        "lines": lines[:SHOWN_LINES],
        "more": max(0, len(lines) - SHOWN_LINES),
        "units": sum(units for _variant, units in lines),
        "may_receive": is_coming and actor.may("stock.write") and actor.may_at(row.target_id),
    }


def _tabs(status: TransferStatus) -> list[dict[str, object]]:
    base = reverse("inventory_transfers")
    return [
        {"label": _("On the way"), "url": base, "active": status is TransferStatus.IN_TRANSIT},
        {"label": _("Received"), "url": f"{base}?view=received", "active": status is TransferStatus.RECEIVED},
    ]
