"""Weigh a channel before it is entered: what it would leave of each price, and what it would refuse."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from arasta.contexts.catalog.queries import variants
from arasta.contexts.channels.queries import connectors
from arasta.contexts.channels.types.weighing import Terms, Verdict
from arasta.flows.publishing import weigh_channel
from arasta.flows.publishing.weigh_channel import Answer, Question
from arasta.kernel import clock
from arasta.kernel.money import Money, exponent
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice.views.stock import language

MOST = 200
TONES = {Verdict.GOOD: "good", Verdict.THIN: "warn", Verdict.LOSES: "bad", Verdict.NOTHING: "warn"}


def _percent(label: object, initial: int) -> forms.DecimalField:
    return forms.DecimalField(label=label, initial=initial, min_value=0, max_value=100, decimal_places=2)  # type: ignore[arg-type]


class WeighForm(forms.Form):
    """Which channel, for which goods, at what cost."""

    channel = forms.ChoiceField(label=gettext_lazy("Channel"))
    currency = forms.RegexField(r"^[A-Z]{3}$", label=gettext_lazy("Currency"), initial="TRY")
    country = forms.RegexField(r"^[A-Z]{2}$", label=gettext_lazy("Country"), initial="TR")
    skus = forms.CharField(
        label=gettext_lazy("SKUs"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("One a line or with commas; empty: the first 200."),
    )
    commission = _percent(gettext_lazy("Commission in percent"), 15)
    fixed = forms.DecimalField(label=gettext_lazy("Fixed fee for an order"), initial=0, min_value=0, max_value=10**6)
    shipping = forms.DecimalField(label=gettext_lazy("Shipping that you pay"), initial=0, min_value=0, max_value=10**6)
    ads = _percent(gettext_lazy("Advertising in percent"), 0)
    returned = _percent(gettext_lazy("Returned units in percent"), 5)
    lost = _percent(gettext_lazy("Lost of a returned unit’s price, in percent"), 30)
    cost = _percent(gettext_lazy("Cost of the goods, in percent of the price without tax"), 50)

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        known = [(one.name, one.title) for one in connectors.connectors(language())]
        self.fields["channel"].choices = known  # type: ignore[attr-defined]

    def question(self) -> Question:
        """Return what was asked."""
        given = self.cleaned_data
        currency = given["currency"]
        return Question(
            connector=given["channel"],
            country=given["country"],
            currency=currency,
            language=language(),
            terms=Terms(
                commission=given["commission"],
                fixed=_money(given["fixed"], currency),
                shipping=_money(given["shipping"], currency),
                ads=given["ads"],
                returned=given["returned"],
                lost_of_returned=given["lost"],
                cost=given["cost"],
            ),
        )

    def chosen(self) -> list[UUID]:
        """Return the variants that were named, or the first."""
        words = [word.strip() for word in self.cleaned_data["skus"].replace(",", "\n").split("\n") if word.strip()]
        if words:
            return list(variants.variant_ids_by_sku(words[:MOST]).values())
        return [row.id for row in variants.variants_page(language=language(), limit=MOST).items if row.is_active]


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """The answer with its sentence."""

    answer: Answer
    sentence: str
    tone: str


@require_safe
@permitted("channels.read")
def weigh(request: HttpRequest) -> HttpResponse:
    """Ask what a channel would leave; answer beside the question."""
    form = WeighForm(request.GET if "channel" in request.GET else None)
    shown, status = None, 200
    if form.is_bound:
        if form.is_valid():
            found = weigh_channel.weigh(form.question(), form.chosen(), at=clock.now())
            shown = ShownAnswer(found, _sentence(found), TONES[found.verdict])
        else:
            status = 422
    return render(request, "backoffice/weighing/weigh.html", {"form": form, "shown": shown}, status=status)


def _sentence(found: Answer) -> str:
    if found.verdict is Verdict.NOTHING:
        return _("Nothing could be sold there as it is: every SKU lacks a price in this currency or would be refused.")
    share = 100 * found.left.minor // found.turnover.minor if found.turnover.minor else 0
    words = {
        Verdict.GOOD: _("Worth it: %(share)s %% of the turnover is left."),
        Verdict.THIN: _("Thin: %(share)s %% of the turnover is left; look at the marked SKUs before you enter."),
        Verdict.LOSES: _("It would lose money as it is: %(share)s %% of the turnover is left."),
    }
    sentences = [words[found.verdict] % {"share": share}]
    refused = sum(bool(row.refusals) for row in found.rows)
    if refused:
        said = ngettext("%(n)s listing would be refused.", "%(n)s listings would be refused.", refused)
        sentences.append(said % {"n": refused})
    if found.losing:
        said = ngettext("%(n)s SKU would be sold at a loss.", "%(n)s SKUs would be sold at a loss.", found.losing)
        sentences.append(said % {"n": found.losing})
    return " ".join(sentences)


def _money(amount: Decimal, currency: str) -> Money:
    return Money(int(amount.scaleb(exponent(currency))), currency)
