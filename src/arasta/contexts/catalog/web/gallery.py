"""The page of a product's pictures: hang them, say what they show, put them in order, take them down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arasta.contexts.catalog.queries import galleries
from arasta.contexts.catalog.services import galleries as hanging
from arasta.contexts.catalog.types import HungPicture, OptionRow
from arasta.contexts.catalog.types.inputs import ALT_MOST, GalleryPicture
from arasta.contexts.catalog.types.refusals import PictureWrong
from arasta.contexts.catalog.web.forms import refuse
from arasta.contexts.catalog.web.product import found
from arasta.contexts.catalog.web.words import languages
from arasta.kernel.access import Actor
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted

_STEPS = {"earlier": -1, "later": 1}


class GalleryForm(forms.Form):
    """What each picture shows, in every language, and of which variants."""

    def __init__(self, *args: Any, hung: Sequence[HungPicture], options: Sequence[OptionRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hung = hung
        of_all = [(f"{one.code}={value.code}", f"{one.name}: {value.name}") for one in options for value in one.values]
        for one in hung:
            for code, name in languages():
                self.fields[f"alt-{one.id.hex}-{code}"] = forms.CharField(
                    label=_("What it shows, in %(language)s") % {"language": name},
                    required=False,
                    max_length=ALT_MOST,
                    initial=one.alt.get(code, ""),
                )
            if of_all or one.value:
                shown = "=".join(one.value) if one.value else ""
                known = of_all if not shown or shown in dict(of_all) else [*of_all, (shown, shown)]
                self.fields[f"shows-{one.id.hex}"] = forms.ChoiceField(
                    label=_("Variants"), required=False, initial=shown, choices=[("", _("All variants")), *known]
                )

    def fields_of(self, picture: HungPicture) -> list[forms.BoundField]:
        """Return the fields of one picture."""
        return [self[name] for name in self.fields if picture.id.hex in name]

    def pictures(self) -> list[GalleryPicture]:
        """Return what was asked for, in the order that stands."""
        return [
            GalleryPicture(
                media_id=one.id,
                alt={**one.alt, **{code: self.cleaned_data[f"alt-{one.id.hex}-{code}"] for code, _name in languages()}},
                value=_pair(self.cleaned_data.get(f"shows-{one.id.hex}", "")),
            )
            for one in self.hung
        ]


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("catalog.write")
def gallery(request: HttpRequest, key: str) -> HttpResponse:
    """Show and change a product's pictures; every button saves all that stands on the page."""
    row = found(key)
    hung = galleries.hung(row.id)
    posted, status = request.POST if request.method == "POST" else None, 200
    form = GalleryForm(posted, hung=hung, options=row.options)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _save(request, row.id, form.pictures(), actor=actor_of(request))
            except DomainError as refusal:
                refuse(form, refusal)
                status = STATUS[refusal.kind]
            else:
                messages.success(request, _("Saved."))
                return redirect("catalog_gallery", key=key)
    context = {
        "product": row,
        "key": key,
        "form": form,
        "rows": [{"picture": one, "id": one.id.hex, "fields": form.fields_of(one)} for one in hung],
        "most": hanging.MOST_PICTURES,
    }
    return render(request, "catalog/gallery.html", context, status=status)


def _save(request: HttpRequest, product_id: UUID, pictures: list[GalleryPicture], *, actor: Actor) -> None:
    """Hang what was sent along, then arrange what hung before: a file that is refused leaves everything as it was."""
    act, _sep, word = request.POST.get("do", "").partition(":")
    at = next((place for place, one in enumerate(pictures) if one.media_id.hex == word), None)
    dropped = [pictures[at].media_id] if at is not None and act == "drop" else []
    if at is not None and act in _STEPS:
        pictures.insert(max(at + _STEPS[act], 0), pictures.pop(at))
    files = request.FILES.getlist("files")
    if any((file.size or 0) > hanging.MOST_BYTES for file in files):
        raise PictureWrong
    if files:
        contents = [file.read() for file in files]
        hanging.hang(product_id, contents, media=str(settings.MEDIA_ROOT), actor=actor)
    if pictures:
        hanging.arrange(product_id, pictures, dropped=dropped, actor=actor)


def _pair(word: str) -> tuple[str, str] | None:
    option, _sep, value = word.partition("=")
    return (option, value) if value else None
