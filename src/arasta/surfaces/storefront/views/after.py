"""After the order: follow it, cancel it, buy it again, get its invoice, find its link."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.invoices.types import NotIssued
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.types import UnknownOrder
from arasta.contexts.returns import queries as returns
from arasta.flows.invoicing.credit_refunds import credit_note_pdf
from arasta.flows.invoicing.issue_invoice import invoice_pdf, issue_invoice
from arasta.flows.ordering.cancel_own import cancel_own
from arasta.flows.telling.tell_links import send_order_link
from arasta.kernel import clock
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import sentence
from arasta.surfaces.storefront import after as looks
from arasta.surfaces.storefront import links, pages, refilling, visitors
from arasta.surfaces.storefront.shop import shop_of

_LONGEST = 200


@require_safe
@pages.private
def progress(request: HttpRequest, word: str) -> HttpResponse:
    """Tell an open page whether its order went on."""
    order = order_book.order(links.read_order(word))
    parts, asked = fulfillment.of_orders([order.row.id]), returns.of_orders([order.row.id])
    return JsonResponse({"state": looks.state_of(order, parts, asked)})


@require_POST
@pages.private
def cancel(request: HttpRequest, word: str) -> HttpResponse:
    """Cancel an order that nobody has begun to pack."""
    order_id = links.read_order(word)
    try:
        cancel_own(order_id, at=clock.now(), actor=visitors.shopper_of(request))
    except DomainError as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, looks.words_canceled(order_id))
    return redirect("shop_order", word)


@require_POST
@pages.private
def again(request: HttpRequest, word: str) -> HttpResponse:
    """Put what was ordered into the basket once more, as much of it as there is."""
    order = order_book.order(links.read_order(word))
    refilled = refilling.refill(request, shop_of(request), order)
    if refilled.missing:
        names = ", ".join(refilled.missing)
        messages.warning(request, _("Not to be had now, or not as many: %(names)s.") % {"names": names})
    if not refilled.has_some:
        return redirect("shop_order", word)
    return redirect("shop_cart")


@require_safe
@pages.private
def invoice(request: HttpRequest, word: str) -> HttpResponse:
    """Hand an order's invoice over; for one that is not written yet, offer to write it."""
    try:
        return _paper(*invoice_pdf(links.read_order(word)))
    except NotIssued:
        return pages.show(request, "after/invoice.html", {"word": word})


@require_POST
@pages.private
def write_invoice(request: HttpRequest, word: str) -> HttpResponse:
    """Write the invoice of a completed order, and hand it over."""
    issue_invoice(links.read_order(word), at=clock.now(), actor=visitors.shopper_of(request))
    return redirect("shop_order_invoice", word)


@require_safe
@pages.private
def credit_note(request: HttpRequest, word: str, number: str) -> HttpResponse:
    """Hand one of an order's credit notes over."""
    return _paper(number, credit_note_pdf(links.read_order(word), number))


def _paper(number: str, pdf: bytes) -> HttpResponse:
    disposition = f'inline; filename="{number}.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": disposition})


@require_http_methods(["GET", "HEAD", "POST"])
@pages.private
def find(request: HttpRequest) -> HttpResponse:
    """Send the link of an order to its address; the answer is the same whether there is one or not."""
    number, email = request.POST.get("number", "").strip(), request.POST.get("email", "").strip()
    is_asked = bool(number and email)
    if is_asked and len(number) <= _LONGEST and len(email) <= _LONGEST and "\x00" not in number + email:
        _send(request, number, email)
    context = {"is_asked": is_asked, "is_incomplete": request.method == "POST" and not is_asked, "number": number}
    return pages.show(request, "after/find.html", {**context, "email": email})


def _send(request: HttpRequest, number: str, email: str) -> None:
    try:
        order = order_book.by_number(number)
    except UnknownOrder:
        return
    if order.row.email.casefold() == email.casefold() and order.row.channel_id == shop_of(request).channel.id:
        send_order_link(order, at=clock.now())
