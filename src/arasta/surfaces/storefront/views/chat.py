"""Write to the shop's people: a page of its own, and the same as a pop-up beside every page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from arasta.contexts.support import services as conversations
from arasta.contexts.support.types import MessageToWrite, NothingSaid, Side
from arasta.kernel import db
from arasta.kernel.http.problems import sentence
from arasta.surfaces.storefront import baskets, pages, talking, visitors

_MOST_PLACES = 9


@require_http_methods(["GET", "HEAD", "POST"])
@pages.private
def chat(request: HttpRequest) -> HttpResponse:
    """Show the conversation, or say something in it; the first words open it."""
    if request.method == "POST":
        return _say(request)
    row = talking.conversation(request)
    context = {"row": row, "said": talking.said(request, row) if row else []}
    if request.headers.get("X-Part") == "chat":
        return render(request, "storefront/parts/chat.html", context)
    return pages.show(request, "chat.html", {**context, "is_whole": True})


@require_safe
@pages.private
def news(request: HttpRequest) -> HttpResponse:
    """Send what was said after a place; nothing new is an empty answer."""
    row, after = talking.conversation(request), request.GET.get("after", "")
    place = int(after) if after.isascii() and after.isdecimal() and len(after) <= _MOST_PLACES else 0
    if row is None or row.messages <= place:
        return HttpResponse(status=204)
    response = render(request, "storefront/parts/said.html", {"said": talking.said(request, row, after=place)})
    cart = baskets.current(request)
    response["X-Basket"] = str(sum(line.quantity for line in cart.lines) if cart else 0)
    return response


def _say(request: HttpRequest) -> HttpResponse:
    shopper, text = visitors.shopper_of(request), request.POST.get("text", "")
    try:
        with db.transaction():
            opened = conversations.open_conversation(talking.speaker(request, begins=True))
            said = MessageToWrite(opened, Side.SHOPPER, shopper.name, text)
            conversations.write(said, actor=shopper)
            cart = baskets.current(request)
            if cart is not None:
                conversations.fill_together(opened, cart_id=cart.id)
    except NothingSaid as refusal:
        messages.error(request, sentence(refusal))
    if request.headers.get("X-Part") == "chat":
        return HttpResponse(status=204)
    return redirect("shop_chat")
