"""Words that mean the same to shoppers."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from arasta.contexts.discovery.queries import synonyms as book
from arasta.contexts.discovery.services import synonyms as services
from arasta.contexts.discovery.types import SynonymGroup
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted


class WordsForm(forms.Form):
    """Words, divided by commas."""

    words = forms.CharField(
        label=gettext_lazy("Words that mean the same"),
        max_length=1_300,
        help_text=gettext_lazy(
            "Divided by commas, in any language. Who looks for one finds what is called by the others."
        ),
    )

    def parted(self) -> tuple[str, ...]:
        """Return the words one by one."""
        return tuple(word.strip() for word in self.cleaned_data["words"].split(","))


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("catalog.read")
def synonyms(request: HttpRequest) -> HttpResponse:
    """List the groups, and take a new one."""
    actor = actor_of(request)
    form, status = WordsForm(request.POST or None), 200
    if request.method == "POST":
        actor.require("catalog.write")
        status = 422
        if form.is_valid():
            try:
                services.add([form.parted()], actor=actor)
            except DomainError as refusal:
                form.add_error("words", sentence(refusal))
                status = STATUS[refusal.kind]
            else:
                messages.success(request, _("Saved. Searches know it at once."))
                return redirect("discovery_synonyms")
    context = {"groups": book.groups(), "form": form, "may_change": actor.may("catalog.write")}
    return render(request, "discovery/synonyms.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("catalog.write")
def edit(request: HttpRequest, group: UUID) -> HttpResponse:
    """Change the words of a group."""
    row, status = book.group(group), 200
    form = WordsForm(request.POST or None, initial={"words": ", ".join(row.words)})
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.save([SynonymGroup(row.id, form.parted())], actor=actor_of(request))
            except DomainError as refusal:
                form.add_error("words", sentence(refusal))
                status = STATUS[refusal.kind]
            else:
                messages.success(request, _("Saved. Searches know it at once."))
                return redirect("discovery_synonyms")
    return render(request, "discovery/synonyms_edit.html", {"form": form, "group": row}, status=status)


@require_POST
@permitted("catalog.write")
def remove(request: HttpRequest, group: UUID) -> HttpResponse:
    """Forget a group."""
    services.remove([group], actor=actor_of(request))
    messages.success(request, _("These words mean different things again."))
    return redirect("discovery_synonyms")
