"""The prices of variants, put into the tables where other rooms show variants."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from arasta.contexts.pricing.queries import prices
from arasta.contexts.pricing.services import prices as setting
from arasta.contexts.pricing.types import PriceListRow
from arasta.contexts.pricing.web.forms import PricesForm, refuse
from arasta.kernel import clock
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS
from arasta.kernel.ids import from_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted

VARIANT_PREFIX = "var"
MOST = 200


@require_safe
@permitted("catalog.read")
def cells(request: HttpRequest, key: str) -> HttpResponse:
    """Fill the places called `prices-<variant>`; `key` is public ids between commas."""
    words = key.split(",")[:MOST]
    ids = {word: from_public(VARIANT_PREFIX, word) for word in words}
    table = prices.price_table(ids.values())
    filled = [{"key": word, "cells": table.get(variant_id, ())} for word, variant_id in ids.items()]
    return render(request, "pricing/cells.html", {"filled": filled, "may_change": _may_change(request)})


@require_safe
@permitted("catalog.read")
def cell(request: HttpRequest, key: str) -> HttpResponse:
    """Show the prices of one variant again."""
    return _cell(request, key, from_public(VARIANT_PREFIX, key))


@require_safe
@permitted("prices.write")
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """Show the prices of one variant as a form."""
    variant_id = from_public(VARIANT_PREFIX, key)
    form = PricesForm(lists=_lists(), cells=prices.price_table([variant_id]).get(variant_id, ()))
    return render(request, "pricing/cell_form.html", {"key": key, "form": form})


@require_POST
@permitted("prices.write")
def save(request: HttpRequest, key: str) -> HttpResponse:
    """Set the prices of one variant."""
    variant_id = from_public(VARIANT_PREFIX, key)
    form = PricesForm(request.POST, lists=_lists(), cells=prices.price_table([variant_id]).get(variant_id, ()))
    status = 422
    if form.is_valid():
        try:
            setting.set_prices(form.prices(variant_id), now=clock.now(), actor=actor_of(request))
        except DomainError as refusal:
            refuse(form, refusal)
            status = STATUS[refusal.kind]
        else:
            return _cell(request, key, variant_id) if request.headers.get("HX-Request") else redirect("pricing_lists")
    return render(request, "pricing/cell_form.html", {"key": key, "form": form}, status=status)


def _lists() -> list[PriceListRow]:
    return [row for row in prices.price_lists() if row.is_active]


def _cell(request: HttpRequest, key: str, variant_id: UUID) -> HttpResponse:
    shown = prices.price_table([variant_id]).get(variant_id, ())
    return render(request, "pricing/cell.html", {"key": key, "cells": shown, "may_change": _may_change(request)})


def _may_change(request: HttpRequest) -> bool:
    return actor_of(request).may("prices.write")
