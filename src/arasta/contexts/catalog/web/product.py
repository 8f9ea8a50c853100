"""The page of one product: its texts, facts, status and variants."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arasta.contexts.catalog.queries import categories, products
from arasta.contexts.catalog.services import products as saving
from arasta.contexts.catalog.services import variants as varying
from arasta.contexts.catalog.types import (
    PRODUCT_PREFIX,
    VARIANT_PREFIX,
    OptionRow,
    ProductDetail,
    ProductStatus,
    VariantRow,
)
from arasta.contexts.catalog.types.inputs import ProductChange
from arasta.contexts.catalog.types.refusals import UnknownVariant
from arasta.contexts.catalog.web.forms import FactsForm, NewVariantForm, TextForm, refuse
from arasta.contexts.catalog.web.listing import variant_panels
from arasta.contexts.catalog.web.words import STATUS_NAMES, STATUS_TONES, language, languages
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web import panels
from arasta.kernel.web.pages import permitted


@dataclass(frozen=True)
class Shown:
    """Forms that came back with errors, and the status to answer with."""

    text_form: TextForm | None = None
    facts_form: FactsForm | None = None
    variant_form: NewVariantForm | None = None
    status: int = 200


@require_safe
@permitted("catalog.read")
def product(request: HttpRequest, key: str) -> HttpResponse:
    """Show a product."""
    return page(request, found(key))


@require_POST
@permitted("catalog.write")
def save_text(request: HttpRequest, key: str, spoken: str) -> HttpResponse:
    """Write a product's text in one language; an empty title takes it away."""
    row, form = found(key), TextForm(request.POST)
    if not form.is_valid():
        return page(request, row, Shown(text_form=form, status=422), spoken=spoken)
    given = {"title": form.cleaned_data["title"].strip(), "description": form.cleaned_data["description"]}
    standing = _change(row)
    change = replace(
        standing,
        titles={**standing.titles, spoken: given["title"]},
        descriptions={**standing.descriptions, spoken: given["description"]},
    )
    try:
        saving.change_products([change], actor=actor_of(request))
    except DomainError as refusal:
        refuse(form, refusal)
        return page(request, row, Shown(text_form=form, status=STATUS[refusal.kind]), spoken=spoken)
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('catalog_product', kwargs={'key': key})}?text={spoken}")


@require_POST
@permitted("catalog.write")
def save_facts(request: HttpRequest, key: str) -> HttpResponse:
    """Change what a product is sorted and taxed by."""
    row = found(key)
    form = FactsForm(request.POST, tax_class=row.tax_class)
    if not form.is_valid():
        return page(request, row, Shown(facts_form=form, status=422))
    given = form.cleaned_data
    change = replace(
        _change(row),
        category=given["category"] or None,
        brand=given["brand"] or None,
        tax_class=given["tax_class"],
        is_featured=given["is_featured"],
    )
    try:
        saving.change_products([change], actor=actor_of(request))
    except DomainError as refusal:
        refuse(form, refusal)
        return page(request, row, Shown(facts_form=form, status=STATUS[refusal.kind]))
    messages.success(request, _("Saved."))
    return redirect("catalog_product", key=key)


@require_POST
@permitted("catalog.write")
def set_status(request: HttpRequest, key: str, status: str) -> HttpResponse:
    """Put a product on sale, back to draft, or away."""
    row = found(key)
    saving.set_status([row.id], status=ProductStatus(status), actor=actor_of(request))
    messages.success(request, _("The product is now: %(status)s.") % {"status": STATUS_NAMES[status]})
    return redirect("catalog_product", key=key)


@require_POST
@permitted("catalog.write")
def add_variant(request: HttpRequest, key: str) -> HttpResponse:
    """Add a variant to a product."""
    row = found(key)
    form = NewVariantForm(request.POST, axes=axes_of(row))
    if not form.is_valid():
        return page(request, row, Shown(variant_form=form, status=422))
    try:
        varying.add_variants(row.id, [form.variant()], actor=actor_of(request))
    except DomainError as refusal:
        refuse(form, refusal)
        return page(request, row, Shown(variant_form=form, status=STATUS[refusal.kind]))
    messages.success(request, _("“%(sku)s” is added.") % {"sku": form.cleaned_data["sku"]})
    return redirect("catalog_product", key=key)


def found(key: str) -> ProductDetail:
    """Return the product a public id names. Raises UnknownId, UnknownProduct."""
    return products.product_by_id(from_public(PRODUCT_PREFIX, key), language=language())


def variant_of(row: ProductDetail, key: str) -> VariantRow:
    """Return one of a product's variants. Raises UnknownId, UnknownVariant."""
    wanted: UUID = from_public(VARIANT_PREFIX, key)
    for variant in row.variants:
        if variant.id == wanted:
            return variant
    raise UnknownVariant


def axes_of(row: ProductDetail) -> list[OptionRow]:
    """Return the product's options with every value one could choose."""
    offered = [option.code for option in row.options]
    known = {option.code: option for option in categories.options(language=language())} if offered else {}
    return [known[code] for code in offered]


def page(request: HttpRequest, row: ProductDetail, shown: Shown | None = None, *, spoken: str = "") -> HttpResponse:
    """Draw the page, with forms that came back."""
    shown = shown or Shown()
    key, actor = to_public(PRODUCT_PREFIX, row.id), actor_of(request)
    spoken = spoken or request.GET.get("text", "") or language()
    may_change = actor.may("catalog.write")
    takes_variant = may_change and (row.options or not any(variant.status == "active" for variant in row.variants))
    forms: dict[str, Form | None] = {
        "text_form": shown.text_form or TextForm.of(row, spoken),
        "facts_form": shown.facts_form or FactsForm.of(row),
        "variant_form": shown.variant_form or (NewVariantForm(axes=axes_of(row)) if takes_variant else None),
    }
    context = {
        "product": row,
        "key": key,
        "status": STATUS_NAMES[row.status],
        "tone": STATUS_TONES[row.status],
        "spoken": spoken,
        "tabs": _tabs(row, key, spoken),
        "rows": [{"variant": variant, "key": to_public(VARIANT_PREFIX, variant.id)} for variant in row.variants],
        "variant_panels": variant_panels(request, row.variants),
        "panels": _panels(request, key),
        "may_change": may_change,
        **forms,
    }
    return render(request, "catalog/product.html", context, status=shown.status)


def _change(row: ProductDetail) -> ProductChange:
    return ProductChange(
        product_id=row.id,
        titles={text.language: text.title for text in row.texts},
        descriptions={text.language: text.description for text in row.texts},
        category=row.path[-1].code if row.path else None,
        brand=row.brand.code if row.brand else None,
        tax_class=row.tax_class,
        is_featured=row.is_featured,
    )


def _tabs(row: ProductDetail, key: str, spoken: str) -> list[dict[str, object]]:
    address = reverse("catalog_product", kwargs={"key": key})
    written = {text.language for text in row.texts}
    known = dict(languages())
    codes = [*known, *sorted(written - set(known))]
    return [
        {
            "url": f"{address}?text={code}",
            "label": known.get(code, code) + ("" if code in written else " ·"),
            "active": code == spoken,
        }
        for code in codes
    ]


def _panels(request: HttpRequest, key: str) -> list[str]:
    urls = []
    for panel in panels.panels_for("product", actor_of(request)):
        try:
            urls.append(reverse(panel.url_name, kwargs={"key": key}))
        except NoReverseMatch:
            continue
    return urls
