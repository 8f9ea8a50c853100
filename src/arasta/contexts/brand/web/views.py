"""Pages about brand kits: what was chosen, what pages make of it, and how that looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arasta.contexts.brand import queries
from arasta.contexts.brand.services import kits as services
from arasta.contexts.brand.services import pictures
from arasta.contexts.brand.types import (
    Colors,
    Correction,
    Font,
    Kit,
    KitInput,
    KitPicture,
    Lines,
    PictureWrong,
    Place,
    UnknownKit,
)
from arasta.contexts.brand.web.forms import COLORS, KitForm, NewKitForm, PictureForm, initial_of
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import sentence
from arasta.kernel.money import Money
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted

PLACES: dict[Place, tuple[Promise, Promise]] = {
    Place.LOGO: (gettext_lazy("Logo"), gettext_lazy("In the head of every page and message; wide, without a ground.")),
    Place.ICON: (gettext_lazy("Icon"), gettext_lazy("A square, for the browser's tab and the phone's home screen.")),
    Place.HERO: (gettext_lazy("Large picture"), gettext_lazy("Beside the headline of the home page.")),
}
_LOOKS = ("brand", "accent", "surface", "ink", "font_head", "font_text", "radius")


@dataclass(frozen=True, slots=True)
class Mended:
    """A corrected color in words: what was chosen, what is used, and how legible each is."""

    name: Promise
    row: Correction
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Hung:
    """A place of a kit with what hangs there."""

    place: Place
    name: Promise
    help: Promise
    picture: KitPicture | None


@require_safe
@permitted("channels.read")
def kits(request: HttpRequest) -> HttpResponse:
    """List the brands, and the web shops that wear them."""
    context = {"rows": queries.kits(), "shops": queries.web_shops(), "may_change": actor_of(request).may("brand.write")}
    return render(request, "brand/kits.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("brand.write")
def add(request: HttpRequest) -> HttpResponse:
    """Begin a kit."""
    form = NewKitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code, name = form.cleaned_data["code"].lower(), form.cleaned_data["name"]
        if code not in {kit.code for kit in queries.kits()}:
            new = KitInput(code, name, Colors(), language=(get_language() or "en")[:2])
            if _saved(form, new, request):
                return redirect("brand_kit", code)
        else:
            form.add_error("code", _("Another brand has this code."))
    return render(request, "brand/add.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("channels.read")
def kit(request: HttpRequest, code: str) -> HttpResponse:
    """Show a kit beside what pages make of it; save it."""
    found = queries.kit(code)
    form = KitForm(request.POST) if request.method == "POST" else KitForm(initial=initial_of(found))
    if request.method == "POST":
        actor_of(request).require("brand.write")
        if form.is_valid() and _saved(form, form.wanted(code), request):
            messages.success(request, _("Saved. The shop wears it now."))
            return redirect("brand_kit", code)
    context = {
        "kit": found,
        "form": form,
        "hung": [Hung(place, *words, found.pictures.get(place)) for place, words in PLACES.items()],
        "picture_form": PictureForm(),
        "may_change": actor_of(request).may("brand.write"),
        **_preview(found, request.POST if request.method == "POST" else QueryDict()),
    }
    return render(request, "brand/kit.html", context, status=422 if form.errors else 200)


@require_POST
@permitted("channels.read")
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """Show how a kit would look with what stands in the form now; posted, so that no address tells it."""
    found = queries.kit(code)
    return render(request, "brand/preview.html", {"kit": found, **_preview(found, request.POST)})


@require_safe
@permitted("channels.read")
def preview_stylesheet(request: HttpRequest, code: str) -> HttpResponse:
    """Carry the colors that are being tried, for the preview alone."""
    tried = _tried(queries.kit(code), request.GET)
    response = HttpResponse(queries.preview_stylesheet(tried), content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "private, max-age=600"
    return response


@require_POST
@permitted("brand.write")
def picture(request: HttpRequest, code: str, place: str) -> HttpResponse:
    """Hang a picture, or take it down."""
    if place not in set(Place):
        raise UnknownKit(given=f"{code}/{place}")
    if "take_down" in request.POST:
        pictures.take_down(code, Place(place), actor=actor_of(request))
        messages.success(request, _("Taken down."))
        return redirect("brand_kit", code)
    file = request.FILES.get("picture")
    try:
        if file is None or (file.size or 0) > pictures.MOST_BYTES:
            raise PictureWrong
        pictures.hang(code, Place(place), file.read(), media=str(settings.MEDIA_ROOT), actor=actor_of(request))
        messages.success(request, _("Saved. The shop wears it now."))
    except PictureWrong as wrong:
        messages.error(request, sentence(wrong))
    return redirect("brand_kit", code)


def _saved(form: KitForm | NewKitForm, wanted: KitInput, request: HttpRequest) -> bool:
    try:
        services.save_kits([wanted], actor=actor_of(request))
    except DomainError as refusal:
        form.add_error(None, sentence(refusal))
    return not form.errors


def _preview(found: Kit, given: QueryDict) -> dict[str, Any]:
    """Return what the preview shows: the kit as it is tried, with its corrections in words."""
    tried = _tried(found, given)
    query = QueryDict(mutable=True)
    for name in _LOOKS:
        query[name] = str(getattr(tried.colors, name, None) or getattr(tried, name))
    language = (get_language() or "en")[:2]
    said = found.said(language)
    names = ("tagline", "eyebrow", "headline", "lead", "announcement", "legal")
    lines = Lines(*(given.get(f"{name}_{language}", getattr(said, name))[:400] for name in names))
    address = reverse("brand_preview_stylesheet", args=[found.code])
    return {
        "tried": tried,
        "tried_name": given.get("name", found.name)[:80],
        "tried_lines": lines,
        "mended": [
            Mended(COLORS[row.name], row, _ratio(row.ratio_given), _ratio(row.ratio_used))
            for row in tried.look.corrections
        ],
        "stylesheet_url": f"{address}?{query.urlencode()}",
        "price": Money(64_900, "TRY"),
        "old_price": Money(89_900, "TRY"),
    }


def _tried(found: Kit, given: QueryDict) -> Kit:
    """Return a kit with the look that is being tried; what makes no sense stays as it was."""
    return queries.tried(
        found,
        colors=Colors(*(given.get(name, getattr(found.colors, name)).lower() for name in COLORS)),
        fonts=(_font(given.get("font_text"), found.font_text), _font(given.get("font_head"), found.font_head)),
        radius=given.get("radius", ""),
    )


def _font(word: str | None, instead: Font) -> Font:
    return Font(word) if word in set(Font) else instead


def _ratio(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100 // 10} : 1"
