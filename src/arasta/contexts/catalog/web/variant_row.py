"""One variant in its product's table: shown, edited, saved."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from arasta.contexts.catalog.services import variants as varying
from arasta.contexts.catalog.types import VARIANT_PREFIX, VariantRow
from arasta.contexts.catalog.web.forms import VariantForm, refuse
from arasta.contexts.catalog.web.listing import variant_panels
from arasta.contexts.catalog.web.product import found, variant_of
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS
from arasta.kernel.ids import to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted


@require_safe
@permitted("catalog.read")
def row(request: HttpRequest, key: str, variant_key: str) -> HttpResponse:
    """Show the row again."""
    return _row(request, key, variant_of(found(key), variant_key))


@require_safe
@permitted("catalog.write")
def edit(request: HttpRequest, key: str, variant_key: str) -> HttpResponse:
    """Show the row as a form."""
    variant = variant_of(found(key), variant_key)
    return _form(request, key, variant, VariantForm.of(variant))


@require_POST
@permitted("catalog.write")
def save(request: HttpRequest, key: str, variant_key: str) -> HttpResponse:
    """Change GTIN, weight and state of a variant."""
    variant, form = variant_of(found(key), variant_key), VariantForm(request.POST)
    if not form.is_valid():
        return _form(request, key, variant, form, status=422)
    try:
        varying.change_variants([form.change(variant)], actor=actor_of(request))
    except DomainError as refusal:
        refuse(form, refusal)
        return _form(request, key, variant, form, status=STATUS[refusal.kind])
    if not request.headers.get("HX-Request"):
        return redirect("catalog_product", key=key)
    return _row(request, key, variant_of(found(key), variant_key))


def _row(request: HttpRequest, key: str, variant: VariantRow) -> HttpResponse:
    context = {
        "row": {"variant": variant, "key": to_public(VARIANT_PREFIX, variant.id)},
        "key": key,
        "may_change": actor_of(request).may("catalog.write"),
        "load_panels": variant_panels(request, [variant]),
    }
    return render(request, "catalog/product_variant.html", context)


def _form(request: HttpRequest, key: str, variant: VariantRow, form: VariantForm, *, status: int = 200) -> HttpResponse:
    context = {"variant": variant, "key": key, "variant_key": to_public(VARIANT_PREFIX, variant.id), "form": form}
    return render(request, "catalog/product_variant_form.html", context, status=status)
