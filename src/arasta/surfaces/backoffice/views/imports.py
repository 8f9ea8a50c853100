"""Imports of goods and stock: upload, try, watch, keep, look at what was not taken."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arasta.contexts.imports import queries
from arasta.contexts.imports.types import FaultRow, ImportKind, Reading, RunInput, RunRow, RunStatus
from arasta.contexts.inventory.queries import locations
from arasta.contexts.pricing.queries import prices
from arasta.flows.stocking import import_columns, import_queue, import_store
from arasta.flows.stocking.import_files import harmless
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice.import_forms import ImportForm
from arasta.surfaces.backoffice.views.stock import language

SHOWN_FAULTS = 50
PREFIX = "imp"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@permitted("stock.write")
def imports(request: HttpRequest) -> HttpResponse:
    """Show the form with its columns explained and the history, or take a file in."""
    kind = _kind(request.GET.get("kind", ""))
    form = _form(request, kind)
    status = 200
    if request.method == "POST":
        status, run_id = _take_in(request, form, kind)
        if run_id is not None:
            return redirect("backoffice_import", key=to_public(PREFIX, run_id))
    page = queries.runs(cursor=request.GET.get("after"), limit=20)
    context = {
        "form": form,
        "kind": kind.value,
        "tabs": _tabs(kind),
        "columns": [(column, _(column.purpose)) for column in import_columns.OF_KIND[kind]],
        "runs": [shown(run) for run in page.items],
        "cursor": page.next_cursor,
    }
    return render(request, "backoffice/imports/imports.html", context, status=status)


@never_cache
@require_safe
@permitted("stock.write")
def run(request: HttpRequest, key: str) -> HttpResponse:
    """Show how far a run is and which lines it did not take; htmx gets what changes."""
    row = queries.run(from_public(PREFIX, key))
    faults = [(fault, told(fault)) for fault in queries.faults(row.id, limit=SHOWN_FAULTS)]
    context = {**shown(row), "faults": faults, "more": max(0, row.faulty - len(faults))}
    part = "backoffice/imports/state.html" if request.headers.get("HX-Request") else "backoffice/imports/run.html"
    return render(request, part, context)


@require_POST
@permitted("stock.write")
def approve(request: HttpRequest, key: str) -> HttpResponse:
    """Keep what a checked run brings, or go on with a failed one."""
    run_id = from_public(PREFIX, key)
    _require(request, queries.run(run_id).kind)
    import_queue.approve(run_id)
    messages.success(request, _("It begins. This page follows it."))
    return redirect("backoffice_import", key=key)


@require_safe
@permitted("stock.write")  # type: ignore[arg-type]  # streams
def faults(request: HttpRequest, key: str) -> StreamingHttpResponse:
    """Send all lines that were not taken as a file."""
    row = queries.run(from_public(PREFIX, key))
    head = [_("line"), _("column"), _("value"), _("code"), _("what to do")]
    return _file(f"{row.file_name.rsplit('.', 1)[0]}-{_('not taken')}.csv", _lines_of(row.id, head))


@require_safe
@permitted("stock.write")  # type: ignore[arg-type]  # streams
def sample(request: HttpRequest, kind: str) -> StreamingHttpResponse:
    """Send a small file that can be imported as it is."""
    chosen = _kind(kind)
    return _file(f"{chosen.value}.csv", iter(import_columns.SAMPLES[chosen]))


def shown(run: RunRow) -> dict[str, Any]:
    """Return a run with its words: what it is, how far, what can be done with it."""
    total = max(run.lines_in_all, run.lines_read, 1)
    return {
        "run": run,
        "key": to_public(PREFIX, run.id),
        "status": str(run.status),
        "percent": run.lines_read * 100 // total,
        "failure": _(run.failure) % run.details if run.failure else "",
        "would": run.is_trial,
        "may_approve": run.status in {RunStatus.CHECKED, RunStatus.FAILED} and bool(run.lines_in_all),
    }


def told(fault: FaultRow) -> str:
    """Say in the language spoken now what is wrong with a line."""
    return _(fault.template) % fault.details


def _kind(word: str) -> ImportKind:
    return ImportKind.STOCK if word == ImportKind.STOCK.value else ImportKind.GOODS


def _form(request: HttpRequest, kind: ImportKind) -> ImportForm:
    spoken = language()[:2]
    return ImportForm(
        request.POST or None,
        request.FILES or None,
        kind=kind,
        locations=[(row.code, row.name) for row in locations.locations(language=spoken)],
        price_lists=[(row.code, f"{row.name} ({row.currency})") for row in prices.price_lists()],
        initial={"language": spoken},
    )


def _take_in(request: HttpRequest, form: ImportForm, kind: ImportKind) -> tuple[int, UUID | None]:
    """Keep the file and put it in line; return the status, and the run if there is one. A refusal lands on the form."""
    if not form.is_valid():
        return 422, None
    given, upload = form.cleaned_data, form.cleaned_data["file"]
    try:
        _require(request, kind)
        return 200, _open(upload, given, kind, request)
    except DomainError as refusal:
        form.add_error("file", sentence(refusal))
        return STATUS[refusal.kind], None


def _require(request: HttpRequest, kind: ImportKind) -> None:
    for permission in ("catalog.write", "prices.write") if kind is ImportKind.GOODS else ():
        actor_of(request).require(permission)


def _open(upload: UploadedFile[bytes], given: dict[str, Any], kind: ImportKind, request: HttpRequest) -> UUID:
    path, size = import_store.keep(upload.chunks())
    reading = Reading(
        language=given.get("language") or "en",
        encoding=given["encoding"],
        has_decimal_comma=given.get("decimal") == "comma",
        price_list=given.get("price_list") or "",
        location=given["location"],
        creates_terms=bool(given.get("creates_terms", True)),
        may_repeat=bool(given.get("may_repeat")),
        reason=given["reason"],
    )
    run_input = RunInput(
        kind=kind,
        file_name=upload.name or "",
        path=path,
        size=size,
        is_trial=given["is_trial"],
        reading=reading,
    )
    return import_queue.take_in(run_input, actor=actor_of(request))


def _tabs(kind: ImportKind) -> list[dict[str, object]]:
    base = reverse("backoffice_imports")
    return [
        {"label": _("Goods"), "url": base, "active": kind is ImportKind.GOODS},
        {"label": _("Stock"), "url": f"{base}?kind=stock", "active": kind is ImportKind.STOCK},
    ]


def _lines_of(run_id: UUID, head: list[str]) -> Iterator[list[str]]:
    yield head
    after = 0
    while found := queries.faults(run_id, after_line=after):
        for fault in found:
            yield [str(fault.line), fault.column, harmless(fault.value), fault.code, harmless(told(fault))]
        after = found[-1].line


class _Echo:
    """What a writer of CSV writes to: hands each line back."""

    def write(self, line: str) -> str:
        """Return the line."""
        return line


def _file(name: str, rows: Iterator[Any]) -> StreamingHttpResponse:
    writer = csv.writer(_Echo())
    pieces = (writer.writerow(row).encode() for row in rows)
    marked = (piece if place else b"\xef\xbb\xbf" + piece for place, piece in enumerate(pieces))
    response = StreamingHttpResponse(marked, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
