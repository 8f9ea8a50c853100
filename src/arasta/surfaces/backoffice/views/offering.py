"""Take products into a channel's assortment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from arasta.contexts.catalog.queries import categories
from arasta.contexts.catalog.types import CategoryNode
from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import Channel
from arasta.flows.publishing import offer_products
from arasta.flows.publishing.offer_products import CodedBy, OfferedNow
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice.views.stock import language

MOST_NAMED = 10


class OfferForm(forms.Form):
    """What to offer: a category with all below it, some SKUs, or everything that is sold."""

    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)
    skus = forms.CharField(
        label=gettext_lazy("SKUs"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One a line or with commas; if any are given, only they count."),
    )
    by = forms.ChoiceField(
        label=gettext_lazy("The channel goes by"),
        choices=[
            (CodedBy.GTIN.value, gettext_lazy("the barcode (GTIN)")),
            (CodedBy.SKU.value, gettext_lazy("our SKU")),
        ],
        widget=forms.RadioSelect,
        initial=CodedBy.GTIN.value,
    )

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        tree = categories.category_tree(language=language())
        choices = [("", _("Everything that is sold")), *named(tree)]
        self.fields["category"].choices = choices  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("channels.write")
def offer(request: HttpRequest, code: str) -> HttpResponse:
    """Ask what to offer on a channel; offer it as drafts, which are sent with the next round."""
    channel, status, form = channels.channel(code), 200, OfferForm(request.POST or None)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _say(request, _offer(request, channel, form))
            except DomainError as refusal:
                form.add_error(None, sentence(refusal))
                status = STATUS[refusal.kind]
            else:
                return redirect("backoffice_listings", code=code)
    return render(request, "backoffice/listings/offer.html", {"channel": channel, "form": form}, status=status)


def _offer(request: HttpRequest, channel: Channel, form: OfferForm) -> OfferedNow:
    given = form.cleaned_data
    words = [word.strip() for word in given["skus"].replace(",", "\n").split("\n") if word.strip()]
    return offer_products.offer(
        channel,
        category=given["category"] or None,
        skus=words or None,
        by=CodedBy(given["by"]),
        actor=actor_of(request),
    )


def _say(request: HttpRequest, found: OfferedNow) -> None:
    said = ngettext("%(n)s product is offered now.", "%(n)s products are offered now.", found.offered)
    messages.success(request, said % {"n": found.offered})
    if found.without_code:
        named = ", ".join(found.without_code[:MOST_NAMED])
        messages.warning(request, _("Without a GTIN, and not offered: %(given)s") % {"given": named})


def named(nodes: Iterable[CategoryNode], depth: int = 0) -> Iterator[tuple[str, str]]:
    """Return categories to choose from, those below another behind a dash each."""
    for node in nodes:
        yield node.code, f"{'– ' * depth}{node.name}"
        yield from named(node.children, depth + 1)
