"""What all listings of a channel say where they say nothing of their own: templates, with a look at what they make."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arasta.contexts.channels.queries import channels, listings
from arasta.contexts.channels.queries import content as content_book
from arasta.contexts.channels.services import content as content_services
from arasta.contexts.channels.types import Channel
from arasta.contexts.channels.types.content import ATTRIBUTE, FACT, PLAIN_FIELDS
from arasta.flows.publishing import listed_goods
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice import channel_places, listing_words

SAMPLES = 3


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("channels.read")
def templates(request: HttpRequest, code: str) -> HttpResponse:
    """Show a channel's templates and what they make of a few products; try others; save them."""
    channel, actor, status, refusal = channels.channel(code), actor_of(request), 200, ""
    texts = stored = content_book.templates(channel.id)
    if request.method == "POST":
        actor.require("channels.write")
        texts = _given(request, stored)
        try:
            for text in texts.values():
                content_services.check_template(text)
            if request.POST.get("act") == "save":
                content_services.save_templates(channel.id, texts)
                messages.success(request, _("Saved. All listings that inherit are told anew."))
                return redirect("backoffice_templates", code=code)
        except DomainError as problem:
            status, refusal = STATUS[problem.kind], sentence(problem)
    context = {
        "channel": channel,
        "places": channel_places.tabs(channel, "backoffice_templates"),
        "fields": [
            {
                "name": name,
                "label": listing_words.field(name),
                "text": texts.get(name, ""),
                "is_long": name == "description",
            }
            for name in (*PLAIN_FIELDS, *(name for name in texts if name not in PLAIN_FIELDS))
        ],
        "samples": [] if refusal else _samples(channel, texts),
        "placeholders": _placeholders(channel),
        "may_change": actor.may("channels.write"),
        "refusal": refusal,
    }
    return render(request, "backoffice/listings/templates.html", context, status=status)


def _given(request: HttpRequest, stored: dict[str, str]) -> dict[str, str]:
    given = {name: request.POST.get(name, "") for name in (*PLAIN_FIELDS, *stored)}
    given |= {name: request.POST[name] for name in request.POST if name.startswith((FACT, ATTRIBUTE))}
    kind, name = request.POST.get("new_kind", FACT), request.POST.get("new_name", "").strip()
    if name and kind in {FACT, ATTRIBUTE}:
        given[f"{kind}{name}"] = request.POST.get("new_value", "")
    return given


def _samples(channel: Channel, texts: dict[str, str]) -> list[dict[str, object]]:
    rows = listings.listings_page(channel.id, limit=SAMPLES).items
    known = listed_goods.goods([row.variant_id for row in rows], language=channel.language)
    return [
        {
            "goods": known[row.variant_id],
            "fields": [
                {"label": listing_words.field(name), "value": said.value, "source": listing_words.SOURCES[said.source]}
                for name, said in listed_goods.preview(texts, known[row.variant_id], listing_id=row.id).items()
                if said.value and name != "images"
            ],
        }
        for row in rows
        if row.variant_id in known
    ]


def _placeholders(channel: Channel) -> list[str]:
    rows = listings.listings_page(channel.id, limit=20).items
    known = listed_goods.goods([row.variant_id for row in rows], language=channel.language)
    return list(dict.fromkeys(word for one in known.values() for word in content_book.placeholders(one))) or list(
        content_book.placeholders()
    )
