"""What a product's variants consist of, and how they are sold when they are not there: a panel of the product's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from arasta.contexts.catalog.queries import products, variants
from arasta.contexts.catalog.types import VariantRow
from arasta.contexts.catalog.types.refusals import UnknownSku
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.inventory.queries import explain, kits, promises
from arasta.contexts.inventory.services import kits as making
from arasta.contexts.inventory.services import terms as selling
from arasta.contexts.inventory.services.kits import KitInput
from arasta.contexts.inventory.services.terms import TermsInput
from arasta.contexts.inventory.types import TermsKind
from arasta.kernel.access import Actor
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web import goods
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice.packing import packed_by_line
from arasta.surfaces.backoffice.supply_forms import RecipeForm, TermsForm
from arasta.surfaces.backoffice.views.stock import language, spoken_places, variant_of


@dataclass(frozen=True, slots=True)
class Part:
    """A component: how many of it are in one kit."""

    variant: VariantRow
    key: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Card:
    """A variant: what it consists of and how many that makes, how it is sold when it is not there, and the forms for both."""

    variant: VariantRow
    key: str
    parts: tuple[Part, ...]
    makes: int
    sold: str
    ships_on: date | None
    most: int | None
    recipe_form: forms.Form
    terms_form: forms.Form


@require_safe
@permitted("stock.read")
def of_product(request: HttpRequest, key: str) -> HttpResponse:
    """Show what a product's variants consist of: a panel of the product's page."""
    product = products.product_by_id(from_public("prd", key), language=language())
    return render(request, "backoffice/kits/of_product.html", _context(product.variants, actor_of(request)))


@require_safe
@permitted("fulfillment.read")
def to_pack(request: HttpRequest, key: str) -> HttpResponse:
    """Show the picker what the kits of a fulfillment order consist of: a panel of its page, nothing without kits."""
    row = fulfillment.fulfillment_order(from_public("ful", key))
    packed = packed_by_line([row.order_id], location_id=row.location_id)
    lines = [
        (line, [(part, part.per_unit * line.left) for part in packed[line.order_line_id]])
        for line in goods.called([row])[0].lines
        if line.order_line_id in packed and line.left
    ]
    return render(request, "backoffice/kits/to_pack.html", {"lines": lines})


@require_POST
@permitted("stock.write")
def recipe(request: HttpRequest, key: str) -> HttpResponse:
    """Say what a variant consists of."""
    variant, form, actor = variant_of(key), RecipeForm(request.POST), actor_of(request)
    status = 422
    if form.is_valid():
        try:
            making.set_kits([KitInput(variant.id, _read(form.cleaned_data["recipe"]))], actor=actor)
        except DomainError as refusal:
            form.add_error("recipe", sentence(refusal))
            status = STATUS[refusal.kind]
        else:
            return _saved(request, variant)
    return render(request, "backoffice/kits/card.html", _one(variant, actor, recipe_form=form), status=status)


@require_POST
@permitted("stock.write")
def terms(request: HttpRequest, key: str) -> HttpResponse:
    """Say how a variant is sold when it is not there."""
    variant, form, actor = variant_of(key), TermsForm(request.POST), actor_of(request)
    status = 422
    if form.is_valid():
        given = form.cleaned_data
        kind = None if given["sold"] == "never" else TermsKind(given["sold"])
        day = given["ships_on"] if kind is TermsKind.PREORDER else None
        try:
            selling.set_terms([TermsInput(variant.id, kind, day, given["most"] if kind else None)], actor=actor)
        except DomainError as refusal:
            form.add_error("ships_on" if refusal.code == "preorder_without_day" else None, sentence(refusal))
            status = STATUS[refusal.kind]
        else:
            return _saved(request, variant)
    return render(request, "backoffice/kits/card.html", _one(variant, actor, terms_form=form), status=status)


def _saved(request: HttpRequest, variant: VariantRow) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return render(request, "backoffice/kits/card.html", _one(variant, actor_of(request)))
    return redirect("catalog_product", key=to_public("prd", variant.product_id))


def _context(rows: Sequence[VariantRow], actor: Actor, **shown: forms.Form) -> dict[str, object]:
    return {"cards": _cards(rows, **shown), "may_change": actor.may("stock.write")}


def _one(variant: VariantRow, actor: Actor, **shown: forms.Form) -> dict[str, object]:
    return {"card": _cards([variant], **shown)[0], "may_change": actor.may("stock.write"), "is_open": bool(shown)}


def _cards(rows: Sequence[VariantRow], **shown: forms.Form) -> list[Card]:
    ids = [row.id for row in rows]
    recipes, known = kits.recipes(ids), promises.terms_of(ids)
    components = {component for made in recipes.values() for component, _ in made}
    described = variants.variants(components, language=language()) if components else {}
    everywhere = list(spoken_places())
    cards = []
    for row in rows:
        parts = tuple(
            Part(described[component], to_public("var", component), quantity)
            for component, quantity in recipes.get(row.id, ())
        )
        found = known.get(row.id)
        sold, day, most = (found.kind.value, found.ships_on, found.most) if found else ("never", None, None)
        written = "\n".join(f"{part.quantity} {part.variant.sku}" for part in parts)
        cards.append(
            Card(
                variant=row,
                key=to_public("var", row.id),
                parts=parts,
                makes=explain.explain(row.id, location_ids=everywhere).pool if parts else 0,
                sold=sold,
                ships_on=day,
                most=most,
                recipe_form=shown.get("recipe_form") or RecipeForm(initial={"recipe": written}),
                terms_form=shown.get("terms_form") or TermsForm(initial={"sold": sold, "ships_on": day, "most": most}),
            )
        )
    return cards


def _read(lines: Sequence[tuple[str, int]]) -> tuple[tuple[UUID, int], ...]:
    """Find the components. Raises UnknownSku."""
    known = variants.variant_ids_by_sku([sku for sku, _ in lines]) if lines else {}
    for sku, _units in lines:
        if sku not in known:
            raise UnknownSku(sku=sku[:60])
    return tuple((known[sku], units) for sku, units in lines)
