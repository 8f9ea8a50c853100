"""Which channels are web shops: the brand each wears, the hosts it answers at, the currencies it takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from arasta.contexts.brand import queries as brands
from arasta.contexts.brand.services import shops
from arasta.contexts.brand.types import ShopInput, WebShop
from arasta.contexts.catalog.queries import categories
from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.services import channels as selling
from arasta.contexts.channels.types import Channel, ChannelKind
from arasta.kernel import clock, db
from arasta.kernel.errors import DomainError, Missing, gettext_noop
from arasta.kernel.http.problems import sentence
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice.views.offering import named
from arasta.surfaces.backoffice.views.stock import language

CURRENCIES = ("TRY", "EUR", "USD", "GBP", "RUB", "KZT", "AED")


class NoWebChannel(Missing):
    """Only channels of the kind web can be web shops."""

    code = "no_web_channel"
    template = gettext_noop("“%(given)s” is no web channel.")


class ShopForm(forms.Form):
    """Where a web shop answers, and as whom."""

    kit = forms.ChoiceField(label=gettext_lazy("Brand"))
    hosts = forms.CharField(
        label=gettext_lazy("Hosts"),
        required=False,
        max_length=600,
        help_text=gettext_lazy("As in shop.example.com, with spaces between; the first is written into links."),
    )
    is_general = forms.BooleanField(
        label=gettext_lazy("It answers at all other hosts too"),
        required=False,
        help_text=gettext_lazy("One web shop does; another steps back for it."),
    )
    currencies = forms.MultipleChoiceField(
        label=gettext_lazy("Currencies beside its own"),
        required=False,
        choices=[(code, code) for code in CURRENCIES],
        widget=forms.CheckboxSelectMultiple,
    )
    sold_categories = forms.MultipleChoiceField(
        label=gettext_lazy("What it sells"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Each with all below it. If none is chosen, it sells everything."),
    )
    email = forms.EmailField(label=gettext_lazy("Email for customers"), required=False)

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        kit = self.fields["kit"]
        assert isinstance(kit, forms.ChoiceField)  # noqa: S101 - narrows for the type checker
        kit.choices = [(one.code, one.name) for one in brands.kits()]
        sold = self.fields["sold_categories"]
        assert isinstance(sold, forms.ChoiceField)  # noqa: S101 - narrows for the type checker
        sold.choices = list(named(categories.category_tree(language=language())))


@dataclass(frozen=True, slots=True)
class ShownShop:
    """A web channel, and the web shop it is, if it is one."""

    channel: Channel
    shop: WebShop | None


@require_safe
@permitted("channels.read")
def web_shops(request: HttpRequest) -> HttpResponse:
    """List the web channels with what they wear and where they answer."""
    opened = {shop.channel_id: shop for shop in brands.web_shops()}
    rows = [ShownShop(channel, opened.get(channel.id)) for channel in channels.channels(ChannelKind.WEB)]
    may_change = actor_of(request).may("channels.write")
    return render(request, "backoffice/web_shops/web_shops.html", {"rows": rows, "may_change": may_change})


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("channels.write")
def web_shop(request: HttpRequest, code: str) -> HttpResponse:
    """Open a channel as a web shop, or change it."""
    channel = channels.channel(code)
    if channel.kind is not ChannelKind.WEB:
        raise NoWebChannel(given=channel.code)
    form = ShopForm(request.POST) if request.method == "POST" else ShopForm(initial=_initial(channel))
    if request.method == "POST" and form.is_valid() and _saved(form, channel, request):
        messages.success(request, _("Saved. It answers so from now on."))
        return redirect("backoffice_web_shops")
    context = {"form": form, "channel": channel}
    return render(request, "backoffice/web_shops/web_shop.html", context, status=422 if form.errors else 200)


def _initial(channel: Channel) -> dict[str, object]:
    shop = brands.web_shop_of(channel.id)
    if shop is None:
        return {}
    return {
        "kit": shop.kit.code,
        "hosts": " ".join(shop.hosts),
        "is_general": shop.is_general,
        "currencies": list(shop.currencies),
        "email": shop.email,
        "sold_categories": channel.sold_categories,
    }


def _saved(form: ShopForm, channel: Channel, request: HttpRequest) -> bool:
    given = form.cleaned_data
    wanted = ShopInput(
        channel.id,
        given["kit"],
        hosts=tuple(dict.fromkeys(given["hosts"].lower().replace(",", " ").split())),
        is_general=given["is_general"],
        currencies=tuple(given["currencies"]),
        email=given["email"],
    )
    try:
        with db.transaction():
            shops.open_shops([wanted], actor=actor_of(request))
            selling.set_range(channel.id, given["sold_categories"], now=clock.now(), actor=actor_of(request))
    except DomainError as refusal:
        form.add_error("hosts", sentence(refusal))
    return not form.errors
