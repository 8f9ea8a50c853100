"""Read reviews, show or reject them, answer them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from arasta.contexts.reviews.queries import reviews as book
from arasta.contexts.reviews.services import deciding
from arasta.contexts.reviews.types import Decision, ReviewId, ReviewRow, ReviewStatus
from arasta.kernel import clock
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted

PREFIX = "rev"
STATUSES: dict[ReviewStatus, Promise] = {
    ReviewStatus.PENDING: pgettext_lazy("reviews", "To be read"),
    ReviewStatus.PUBLISHED: pgettext_lazy("reviews", "Published"),
    ReviewStatus.REJECTED: pgettext_lazy("reviews", "Rejected"),
}


@require_safe
@permitted("catalog.read")
def reviews(request: HttpRequest) -> HttpResponse:
    """List the reviews of a status, those nobody has read first."""
    status = _status(request.GET.get("status", ""))
    page = book.page(status, cursor=request.GET.get("after") or None)
    counts = book.counts()
    context = {
        "status": status,
        "views": [
            {"label": label, "url": f"?status={one}", "active": one is status, "count": counts[one]}
            for one, label in STATUSES.items()
        ],
        "rows": [_shown(row) for row in page.items],
        "next_cursor": page.next_cursor,
        "may_decide": actor_of(request).may(deciding.PERMISSION),
    }
    return render(request, "reviews/reviews.html", context)


@require_POST
@permitted("catalog.write")
def decide(request: HttpRequest, key: str) -> HttpResponse:
    """Publish or reject one review."""
    wish = _status(request.POST.get("status", ""))
    decision = Decision(_id(key), wish, request.POST.get("reason", ""))
    deciding.decide([decision], at=clock.now(), media=str(settings.MEDIA_ROOT), actor=actor_of(request))
    said = _("The review is shown.") if wish is ReviewStatus.PUBLISHED else _("The review is not shown.")
    messages.success(request, said)
    return _back(request)


@require_POST
@permitted("catalog.write")
def reply(request: HttpRequest, key: str) -> HttpResponse:
    """Answer a review under it."""
    deciding.reply(_id(key), request.POST.get("reply", ""), actor=actor_of(request))
    messages.success(request, _("The answer is saved."))
    return _back(request)


def _shown(row: ReviewRow) -> dict[str, Any]:
    return {
        "row": row,
        "id": to_public(PREFIX, row.id),
        "product_id": to_public("prd", row.product_id),
        "photos": [(settings.MEDIA_URL + photo.path, settings.MEDIA_URL + photo.small) for photo in row.photos],
        "may_publish": row.status is not ReviewStatus.PUBLISHED,
        "may_reject": row.status is not ReviewStatus.REJECTED,
    }


def _id(key: str) -> ReviewId:
    return ReviewId(from_public(PREFIX, key))


def _status(text: str) -> ReviewStatus:
    return ReviewStatus(text) if text in set(ReviewStatus) else ReviewStatus.PENDING


def _back(request: HttpRequest) -> HttpResponse:
    status = _status(request.POST.get("seen", ""))
    return redirect(f"{reverse('reviews_list')}?{urlencode({'status': status.value})}")
