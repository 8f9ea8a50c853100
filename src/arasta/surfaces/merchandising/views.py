"""Pages about collections and about what goes together."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arasta.contexts.catalog.queries import cards, owners
from arasta.contexts.catalog.types import ProductCard
from arasta.contexts.discovery.queries import collections as book
from arasta.contexts.discovery.queries import companions as beside
from arasta.contexts.discovery.services import collections as services
from arasta.contexts.discovery.services import companions as picking
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.surfaces.merchandising.forms import CollectionForm, CompanionsForm, initial_of, language

_FIELD_OF = {
    "collection_code_wrong": "code",
    "collection_code_taken": "code",
    "collection_name_missing": "name_en",
    "rule_missing": "category",
    "rule_prices_wrong": "currency",
    "too_many_members": "members",
    "own_companion": "others",
}


@require_safe
@permitted("catalog.read")
def collections(request: HttpRequest) -> HttpResponse:
    """List all collections."""
    rows = book.collections(language=language(), only_shown=False)
    context = {"rows": rows, "may_change": actor_of(request).may("catalog.write")}
    return render(request, "merchandising/collections.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("catalog.write")
def add(request: HttpRequest) -> HttpResponse:
    """Put a collection together."""
    form, status = CollectionForm(request.POST or None), 200
    if request.method == "POST":
        status = _saved(request, form, is_new=True)
        if status == 302:
            return redirect("merchandising_collections")
    return render(request, "merchandising/collection.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("catalog.write")
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change a collection."""
    row, status = book.collection(code, language=language(), only_shown=False), 200
    form = CollectionForm(
        {**request.POST.dict(), "code": row.code} if request.method == "POST" else None,
        initial=initial_of(row, book.texts(code), owners.handles_of(row.members)),
    )
    if request.method == "POST":
        status = _saved(request, form, is_new=False)
        if status == 302:
            return redirect("merchandising_collections")
    return render(request, "merchandising/collection.html", {"form": form, "row": row}, status=status)


@require_POST
@permitted("catalog.write")
def remove(request: HttpRequest, code: str) -> HttpResponse:
    """Take a collection away; its products stay."""
    services.remove([code], actor=actor_of(request))
    messages.success(request, _("The collection is gone; its products stay."))
    return redirect("merchandising_collections")


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("catalog.read")
def companions(request: HttpRequest) -> HttpResponse:
    """Show what goes with a product by hand, and change it."""
    actor, status = actor_of(request), 200
    if request.method == "POST":
        actor.require("catalog.write")
        form, status = CompanionsForm(request.POST), 422
        if form.is_valid():
            try:
                picking.pick(form.cleaned_data["product"][0], form.cleaned_data["others"], actor=actor)
            except DomainError as refusal:
                form.add_error(_FIELD_OF.get(refusal.code), sentence(refusal))
                status = STATUS[refusal.kind]
            else:
                messages.success(request, _("Saved. It stands on the product's page."))
                query = urlencode({"product": request.POST.get("product", "")})
                return redirect(f"{reverse('merchandising_companions')}?{query}")
    else:
        form = CompanionsForm(initial=_picked(request.GET.get("product", "")))
    context = {"form": form, "may_change": actor.may("catalog.write"), "pairs": _pairs()}
    return render(request, "merchandising/companions.html", context, status=status)


def _pairs() -> list[tuple[ProductCard, list[ProductCard]]]:
    """Return products, each with what stands on its page as going with it."""
    every = beside.every()
    known = list(dict.fromkeys(key for one, others in every for key in (one, *others)))
    found = {card.id: card for card in cards.cards_of(known, language=language())}
    return [(found[one], [found[key] for key in others if key in found]) for one, others in every if one in found]


def _picked(address: str) -> dict[str, str]:
    handle = address.strip().rstrip("/").rpartition("/")[2].partition("?")[0]
    known = owners.ids_of_handles([handle]) if handle else {}
    if handle not in known:
        return {"product": handle}
    keys = beside.picked(known[handle])
    handles = owners.handles_of(keys)
    return {"product": handle, "others": "\n".join(handles[key] for key in keys)}


def _saved(request: HttpRequest, form: CollectionForm, *, is_new: bool) -> int:
    """Save what was filled in and return 302, or put the refusal on the form and return its status."""
    if not form.is_valid():
        return 422
    try:
        if is_new:
            services.add(form.collection(), actor=actor_of(request))
        else:
            services.save([form.collection()], actor=actor_of(request))
    except DomainError as refusal:
        field = _FIELD_OF.get(refusal.code)
        form.add_error(field if field in form.fields else None, sentence(refusal))
        return STATUS[refusal.kind]
    messages.success(request, _("Saved. The shop shows it at once."))
    return 302
