"""Lists: products, and variants with the prices that pricing adds to them."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from arasta.contexts.catalog.queries import categories, products, variants
from arasta.contexts.catalog.services import products as saving
from arasta.contexts.catalog.types import PRODUCT_PREFIX, VARIANT_PREFIX, ProductStatus, VariantRow
from arasta.contexts.catalog.web.forms import NewProductForm, refuse
from arasta.contexts.catalog.web.words import STATUS_NAMES, STATUS_TONES, category_choices, language
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS
from arasta.kernel.ids import to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web import panels
from arasta.kernel.web.pages import permitted
from arasta.kernel.web.templatetags.arasta import quantity

AT_ONCE = 50


@require_safe
@permitted("catalog.read")
def product_list(request: HttpRequest) -> HttpResponse:
    """List products, or search and filter them; htmx gets the table alone."""
    text, category = request.GET.get("q", "")[:200], request.GET.get("category", "")
    status = request.GET.get("status", "")
    page = products.products_page(
        language=language(),
        text=text,
        category=category or None,
        status=ProductStatus(status) if status in STATUS_NAMES else None,
        cursor=request.GET.get("after"),
        limit=AT_ONCE,
    )
    rows = [
        {
            "product": line,
            "key": to_public(PRODUCT_PREFIX, line.id),
            "status": STATUS_NAMES[line.status],
            "tone": STATUS_TONES[line.status],
        }
        for line in page.items
    ]
    total = page.total or 0
    context = {
        "rows": rows,
        "text": text,
        "category": category,
        "status": status,
        "is_filtered": bool(text or category or status),
        "categories": category_choices(categories.category_tree(language=language())),
        "statuses": STATUS_NAMES.items(),
        "total": total,
        "number": quantity(min(total, products.COUNTED)) + ("+" if total > products.COUNTED else ""),
        "next_cursor": page.next_cursor,
        "may_change": actor_of(request).may("catalog.write"),
    }
    part = "catalog/product_rows.html" if request.headers.get("HX-Request") else "catalog/products.html"
    return render(request, part, context)


@require_safe
@permitted("catalog.read")
def variant_list(request: HttpRequest) -> HttpResponse:
    """List variants with a place for their prices; htmx gets the table alone."""
    text = request.GET.get("q", "")[:200]
    page = variants.variants_page(language=language(), text=text, cursor=request.GET.get("after"), limit=AT_ONCE)
    context = {
        "rows": [{"variant": row, "key": to_public(VARIANT_PREFIX, row.id)} for row in page.items],
        "text": text,
        "next_cursor": page.next_cursor,
        "panels": variant_panels(request, page.items),
    }
    part = "catalog/variant_rows.html" if request.headers.get("HX-Request") else "catalog/variants.html"
    return render(request, part, context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("catalog.write")
def product_add(request: HttpRequest) -> HttpResponse:
    """Add a draft with one variant."""
    form, status = NewProductForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _added(request, form)
            except DomainError as refusal:
                refuse(form, refusal)
                status = STATUS[refusal.kind]
    return render(request, "catalog/product_add.html", {"form": form}, status=status)


def variant_panels(request: HttpRequest, rows: Sequence[VariantRow]) -> list[str]:
    """Return the addresses of what other rooms add to a list of variants; fifty variants to an address."""
    urls = []
    keys = [to_public(VARIANT_PREFIX, row.id) for row in rows]
    for panel in panels.panels_for("variants", actor_of(request)):
        for at in range(0, len(keys), AT_ONCE):
            try:
                urls.append(reverse(panel.url_name, kwargs={"key": ",".join(keys[at : at + AT_ONCE])}))
            except NoReverseMatch:
                break
    return urls


def _added(request: HttpRequest, form: NewProductForm) -> HttpResponse:
    given = form.product()
    saved = saving.add_products([given], actor=actor_of(request))
    messages.success(request, _("“%(title)s” is saved as a draft.") % {"title": form.cleaned_data["title"]})
    return redirect("catalog_product", key=to_public(PRODUCT_PREFIX, saved.products[given.handle]))
