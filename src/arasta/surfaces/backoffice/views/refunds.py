"""Give money back for an order: which units, how much beside, why; and the papers that stand for it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arasta.contexts.invoices import queries as invoices
from arasta.contexts.invoices.types import NotInvoiced, may_be_invoiced
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.types import OrderStatus, PaymentStatus
from arasta.contexts.payments.queries import link_word
from arasta.contexts.returns import queries as refund_book
from arasta.contexts.returns.types import REFUND_PREFIX, RefundRow, RefundStatus, UnknownRefund
from arasta.flows.invoicing.credit_refunds import credit_note_pdf, credit_refunds
from arasta.flows.invoicing.issue_invoice import invoice_pdf, issue_invoice
from arasta.flows.ordering.order_payments import due_of
from arasta.flows.returning import give_refund as giving
from arasta.flows.returning.refund_order import Refundable, RefundWish, ask_refund, refundable
from arasta.flows.telling.tell_links import send_payment_link
from arasta.kernel import clock
from arasta.kernel.access import Actor
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import from_public, new_id, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web import goods
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice.money_forms import RefundForm, units_in
from arasta.surfaces.backoffice.scope import require_at
from arasta.surfaces.backoffice.views.stock import place_of, spoken_places

_OWED = {PaymentStatus.UNPAID, PaymentStatus.PARTLY_PAID}


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("payments.write")
def refund(request: HttpRequest, key: str) -> HttpResponse:
    """Show what can be given back of an order, and give it."""
    order, actor = goods.called([order_book.order(from_public("ord", key))])[0], actor_of(request)
    can, form = refundable(order), _form(request, order, actor)
    status = 200
    if request.method == "POST":
        status = _try(request, order, can, form, actor)
        if status == 200:
            return redirect("orders_order", key=key)
    typed = {line.id: request.POST.get(f"units-{line.id}", "") for line, _units, _worth in can.lines}
    context = {"key": key, "order": order, "can": can, "form": form, "typed": typed}
    return render(request, "backoffice/orders/refund.html", context, status=status)


@require_POST
@permitted("payments.write")
def by_hand(request: HttpRequest, key: str) -> HttpResponse:
    """Note that what a provider refused was given back in another way."""
    row = refund_book.refund(from_public(REFUND_PREFIX, key))
    if row.status is not RefundStatus.REFUSED:
        raise UnknownRefund
    try:
        giving.give_by_hand(row.id, actor=actor_of(request))
    except DomainError as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("Noted as given back."))
    return redirect("orders_order", key=to_public("ord", row.order_id))


@require_POST
@permitted("payments.write")
def send_link(request: HttpRequest, key: str) -> HttpResponse:
    """Write to the customer of an order how to pay it, once an hour at most."""
    order = order_book.order(from_public("ord", key))
    if not _is_owed(order) or not send_payment_link(order, at=clock.now()):
        messages.error(request, _("Nothing is to be paid, or there is nobody to write to."))
    else:
        messages.success(request, _("The payment link is on its way to %(email)s.") % {"email": order.row.email})
    return redirect("orders_order", key=key)


@require_safe
@permitted("orders.read")
def invoice(request: HttpRequest, key: str) -> HttpResponse:
    """Hand the invoice of an order over."""
    return _paper(*invoice_pdf(from_public("ord", key)))


@require_POST
@permitted("orders.write")
def write_invoice(request: HttpRequest, key: str) -> HttpResponse:
    """Write the invoice of a completed order."""
    try:
        row = issue_invoice(from_public("ord", key), at=clock.now(), actor=actor_of(request))
    except NotInvoiced as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, _("The invoice %(number)s is written.") % {"number": row.number})
    return redirect("orders_order", key=key)


@require_safe
@permitted("orders.read")
def credit_note(request: HttpRequest, key: str, number: str) -> HttpResponse:
    """Hand one of an order's credit notes over."""
    return _paper(number, credit_note_pdf(from_public("ord", key), number))


@require_safe
@permitted("orders.read")
def panel(request: HttpRequest, key: str) -> HttpResponse:
    """Show what was given back of an order, and the papers that stand for it."""
    order_id, actor = from_public("ord", key), actor_of(request)
    order = order_book.order(order_id)
    rows = [(to_public(REFUND_PREFIX, row.id), row) for row in refund_book.refunds_of_orders([order_id])]
    may_write = actor.may("payments.write")
    has_link = may_write and _is_owed(order) and not order.row.external_id
    context = {
        "key": key,
        "rows": rows,
        "invoice": invoices.of_orders([order_id]).get(order_id),
        "may_invoice": actor.may("orders.write") and may_be_invoiced(order.row.status.value),
        "notes": invoices.credits_of_orders([order_id]),
        "may_refund": may_write and bool(refundable(order).left),
        "may_write": may_write,
        "link": request.build_absolute_uri(reverse("shop_pay", args=[link_word(order_id)])) if has_link else "",
        "email": order.row.email if has_link else "",
    }
    return render(request, "backoffice/orders/money_panel.html", context)


def _is_owed(order: OrderDetail) -> bool:
    """Tell whether something is still to be paid; after a change to a dearer delivery the status alone does not say so."""
    if order.row.status is OrderStatus.CANCELED:
        return False
    return order.row.payment_status in _OWED or (order.way_changed_at is not None and bool(due_of(order.row.id)))


def _paper(number: str, pdf: bytes) -> HttpResponse:
    disposition = f'inline; filename="{number}.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": disposition})


def _form(request: HttpRequest, order: OrderDetail, actor: Actor) -> RefundForm:
    places = [(to_public("loc", key), place.name) for key, place in spoken_places().items() if actor.may_at(key)]
    given = request.POST if request.method == "POST" else None
    return RefundForm(given, places=places, currency=order.row.total.currency, initial={"key": new_id()})


def _try(request: HttpRequest, order: OrderDetail, can: Refundable, form: RefundForm, actor: Actor) -> int:
    """Ask for the refund and give it; a refusal stands on the form. Return the status of the answer."""
    units = units_in(request.POST, "units", [line.id for line, _units, _worth in can.lines])
    if not form.is_valid() or units is None:
        if units is None:
            form.add_error(None, _("Units are whole numbers."))
        return 422
    try:
        wish = _wish(form, units, actor)
        row = ask_refund(order.row.id, wish, actor=actor)
    except DomainError as refusal:
        form.add_error(None, sentence(refusal))
        return STATUS[refusal.kind]
    tell(request, row, actor)
    return 200


def _wish(form: RefundForm, units: dict[UUID, int], actor: Actor) -> RefundWish:
    place = place_of(form.cleaned_data["back_at"], spoken_places())
    if place:
        require_at(actor, place)
    return RefundWish(form.cleaned_data["key"], form.cleaned_data["reason"], units, form.money, back_at=place)


def tell(request: HttpRequest, row: RefundRow, actor: Actor) -> None:
    """Give a refund that was asked for, and say what became of it."""
    try:
        row = giving.give_refund(row.id, actor=actor)
    except (DomainError, RuntimeError):
        messages.info(request, _("Nobody answered yet. It is asked again by itself, and never given twice."))
        return
    if row.status is RefundStatus.REFUSED:
        messages.error(request, _("It was not given back: %(problem)s.") % {"problem": row.problem})
        return
    credit_refunds(row.order_id, at=clock.now(), actor=actor)
    messages.success(request, _("The money is on its way back."))
