"""Receipts and the day's sales."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arasta.contexts.registers import queries as registers
from arasta.contexts.registers.receipts_pdf import receipt_pdf
from arasta.kernel import clock
from arasta.kernel.errors import Forbidden, gettext_noop
from arasta.kernel.ids import from_public, to_public
from arasta.surfaces.pos import frame
from arasta.surfaces.pos.desk import Desk
from arasta.surfaces.pos.guard import at_desk
from arasta.surfaces.pos.papers import ORDER_PREFIX, Paper, paper_of

_MOST_SHOWN = 200


class ForeignReceipt(Forbidden):
    """The receipt was written where the member of staff does not work."""

    code = "receipt_of_another_location"
    template = gettext_noop("This receipt belongs to a location you do not work at.")


@require_safe
@at_desk
def receipt(request: HttpRequest, here: Desk, key: str) -> HttpResponse:
    """Show a receipt; after a sale the change to give comes first."""
    paper, sold = _paper(here, key), "sold" in request.GET
    return frame.page(
        request, "receipt", here, tab="till" if sold else "till_today", paper=paper, doc=paper.document, sold=sold
    )


@require_safe
@at_desk
def receipt_pdf_file(request: HttpRequest, here: Desk, key: str) -> HttpResponse:
    """Give the receipt as a PDF for an 80 mm roll."""
    paper = _paper(here, key)
    answer = HttpResponse(receipt_pdf(paper.document), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{paper.receipt.printed_number}.pdf"'
    return answer


@require_safe
@at_desk
def today(request: HttpRequest, here: Desk) -> HttpResponse:
    """Show what was sold since midnight in the store: at this register, or at all of the location."""
    whole_store = request.GET.get("of") == "store"
    day = clock.now().astimezone(here.zone).date()
    sales = registers.todays_sales(
        day,
        here.location.time_zone,
        register_id=None if whole_store else here.register.id,
        location_id=here.register.location_id if whole_store else None,
        limit=_MOST_SHOWN,
    )
    tabs = [
        {"label": _("This register"), "url": "?of=register", "active": not whole_store},
        {"label": here.location.name, "url": "?of=store", "active": whole_store},
    ]
    receipts = [(to_public(ORDER_PREFIX, row.order_id), row) for row in sales.receipts]
    return frame.page(
        request, "today", here, tab="till_today", sales=sales, receipts=receipts, tabs=tabs, zone=here.zone
    )


def _paper(here: Desk, key: str) -> Paper:
    paper = paper_of(from_public(ORDER_PREFIX, key))
    if not here.actor.may_at(paper.receipt.location_id):
        raise ForeignReceipt
    return paper
