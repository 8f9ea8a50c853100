"""All reviews of a product, and the page to write one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from arasta.contexts.catalog.queries import products
from arasta.contexts.catalog.types import ProductDetail, ProductStatus
from arasta.contexts.customers import queries as customers
from arasta.contexts.orders.types import UnknownOrder
from arasta.contexts.reviews.queries import reviews as book
from arasta.contexts.reviews.services.photos import MOST_BYTES
from arasta.contexts.reviews.types import MOST_PHOTOS, AlreadyReviewed, ReviewOrder
from arasta.flows.reviewing.write_review import Said, Writer, proof_of, write_review
from arasta.kernel import clock
from arasta.kernel.errors import DomainError
from arasta.surfaces.storefront import links, pages, praise, visitors
from arasta.surfaces.storefront.forms import refuse
from arasta.surfaces.storefront.review_form import ReviewForm
from arasta.surfaces.storefront.shop import shop_of

_MOST_PAGES = 1000


@require_safe
@pages.public
def reviews(request: HttpRequest, handle: str) -> HttpResponse:
    """Show what buyers say of a product, a page at a time."""
    found = _product(request, handle)
    wish = request.GET.get("first", "")
    first = ReviewOrder(wish) if wish in set(ReviewOrder) else ReviewOrder.NEWEST
    said = request.GET.get("page", "")
    number = min(int(said), _MOST_PAGES) if said.isascii() and said.isdecimal() and int(said[:6]) else 1
    shown, has_more = praise.page(found.id, first=first, language=shop_of(request).language, number=number)
    context = {
        "product": found,
        "stars": praise.stars_of(found.id),
        "reviews": shown,
        "first": first,
        "next_page": number + 1 if has_more else 0,
        "previous_page": number - 1,
    }
    return pages.show(request, "reviews.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@pages.private
def write(request: HttpRequest, handle: str) -> HttpResponse:
    """Write a review: for who is signed in, and for who holds the link of an order that brought the product."""
    found, writer = _product(request, handle), _writer(request)
    if request.method != "POST":
        return _form(request, found, writer, ReviewForm(initial={"author": _author(writer.customer_id)}))
    form = ReviewForm(request.POST, request.FILES)
    if not form.is_valid():
        return _form(request, found, writer, form, status=422)
    try:
        _take(request, found, writer, form.cleaned_data)
    except AlreadyReviewed:
        pass  # the same hand pressed twice, or came back: the page says how far the first one is
    except DomainError as refusal:
        refuse(form, refusal)
        return _form(request, found, writer, form, status=422)
    return redirect(_own_address(request))


def _take(request: HttpRequest, found: ProductDetail, writer: Writer, said: dict[str, Any]) -> None:
    pictures = request.FILES.getlist("pictures")[: MOST_PHOTOS + 1]
    write_review(
        found,
        Said(
            stars=said["stars"],
            author=said["author"],
            title=said["title"],
            text=said["text"],
            language=shop_of(request).language,
            pictures=[(one.name or "", one.read(MOST_BYTES + 1)) for one in pictures],
        ),
        writer=writer,
        media=str(settings.MEDIA_ROOT),
        at=clock.now(),
        actor=visitors.shopper_of(request),
    )


def _form(
    request: HttpRequest, found: ProductDetail, writer: Writer, form: ReviewForm, *, status: int = 200
) -> HttpResponse:
    proof = proof_of(found, writer)
    may_write = writer.customer_id is not None or proof is not None
    context = {
        "product": found,
        "form": form,
        "order": request.GET.get("order", ""),
        "may_write": may_write,
        "is_verified": proof is not None,
        "own": book.own(found.id, customer_id=writer.customer_id, order_id=proof) if may_write else None,
        "sign_in_url": f"{reverse('shop_sign_in')}?{urlencode({'next': request.get_full_path()})}",
        "most_photos": MOST_PHOTOS,
    }
    return pages.show(request, "review.html", context, status=status)


def _product(request: HttpRequest, handle: str) -> ProductDetail:
    found = products.product(handle, language=shop_of(request).language)
    if found.status is not ProductStatus.ACTIVE:
        raise Http404
    return found


def _writer(request: HttpRequest) -> Writer:
    """Return who writes; a link that is not ours proves nothing."""
    order_id: UUID | None = None
    if word := request.GET.get("order", ""):
        try:
            order_id = links.read_order(word)
        except UnknownOrder:
            order_id = None
    return Writer(visitors.customer_id_of(request), order_id)


def _author(customer_id: UUID | None) -> str:
    """Suggest a name that says little: the first name and the first letter of the last."""
    if customer_id is None:
        return ""
    first, *rest = customers.customer(customer_id).name.split()
    return f"{first} {rest[-1][0]}." if rest else first


def _own_address(request: HttpRequest) -> str:
    order = request.GET.get("order", "")
    return f"{request.path}?{urlencode({'order': order})}" if order else request.path
