"""What buyers send back through channels that wait for our word: the list, one return, approving and rejecting."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.queries import channels, connectors, troubles
from arasta.contexts.channels.queries import returns as reads
from arasta.contexts.channels.types.returning import RETURN_PREFIX, Decision, ReturnAnswer, ReturnRow
from arasta.flows.returning.answer_return import NothingToAnswer, answer_return
from arasta.kernel import clock
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice.return_forms import RejectForm
from arasta.surfaces.backoffice.views.stock import language


@require_safe
@permitted("orders.read")
def waiting(request: HttpRequest) -> HttpResponse:
    """List the returns of all channels that wait for our answer, asked for first; htmx gets the table alone."""
    page = reads.waiting_page(cursor=request.GET.get("after"))
    known = channels.channels_by_id([row.channel_id for row in page.items])
    context = {
        "rows": [_shown(row) | {"channel": known[row.channel_id]} for row in page.items],
        "next_cursor": page.next_cursor,
    }
    part = "rows" if request.headers.get("HX-Request") else "waiting"
    return render(request, f"backoffice/channel_returns/{part}.html", context)


@require_safe
@permitted("orders.read")
def one(request: HttpRequest, key: str) -> HttpResponse:
    """Show a return and, where the channel waits for it, ask for our answer."""
    return _page(request, _found(key))


@require_POST
@permitted("orders.write")
def approve(request: HttpRequest, key: str) -> HttpResponse:
    """Approve a return: the channel gives the money back."""
    return _answer(request, key, Decision(answer=ReturnAnswer.APPROVED))


@require_POST
@permitted("orders.write")
def reject(request: HttpRequest, key: str) -> HttpResponse:
    """Reject a return for one of the channel's reasons."""
    found = _found(key)
    form = _form(request, found)
    if not form.is_valid():
        return _page(request, found, form=form, status=422)
    return _answer(request, key, form.decision(), form=form)


def _answer(request: HttpRequest, key: str, decision: Decision, form: RejectForm | None = None) -> HttpResponse:
    found = _found(key)
    try:
        answer_return(found.id, decision, at=clock.now(), actor=actor_of(request))
    except ChannelTrouble as trouble:
        said = troubles.said(trouble.trouble, channels.installation(found.channel_id).connector)
        refusal = f"{said.what} {said.fix}" if said else trouble.detail
        return _page(request, found, form=form, refusal=refusal, status=502)
    except NothingToAnswer:
        messages.info(request, _("This return was answered already."))
    except DomainError as refused:
        return _page(request, found, form=form, refusal=sentence(refused), status=STATUS[refused.kind])
    else:
        is_approved = decision.answer is ReturnAnswer.APPROVED
        messages.success(request, _("Approved: the channel gives the money back.") if is_approved else _("Rejected."))
    return redirect("backoffice_channel_return", key=key)


def _page(
    request: HttpRequest, found: ReturnRow, *, form: RejectForm | None = None, refusal: str = "", status: int = 200
) -> HttpResponse:
    may_answer = found.awaits_answer and actor_of(request).may("orders.write")
    context = {
        **_shown(found),
        "channel": channels.channel_by_id(found.channel_id),
        "form": form or _form(request, found),
        "reason": _reasons(found).get(found.reason, found.reason),
        "may_answer": may_answer,
        "refusal": refusal,
    }
    return render(request, "backoffice/channel_returns/one.html", context, status=status)


def _form(request: HttpRequest, found: ReturnRow) -> RejectForm:
    posted = (request.POST, request.FILES) if request.method == "POST" and "note" in request.POST else ()
    return RejectForm(*posted, reasons=_reasons(found))


def _reasons(found: ReturnRow) -> dict[str, str]:
    manifest = connectors.connector(channels.installation(found.channel_id).connector, language())
    offered = manifest.offers.rejections if manifest.offers else ()
    return {one.code: manifest.rejections.get(one.code, one.code) for one in offered}


def _shown(row: ReturnRow) -> dict[str, object]:
    return {
        "row": row,
        "key": to_public(RETURN_PREFIX, row.id),
        "order_key": to_public("ord", row.order_id) if row.order_id else "",
        "units": sum(line.quantity for line in row.lines),
    }


def _found(key: str) -> ReturnRow:
    return reads.channel_return(from_public(RETURN_PREFIX, key))
