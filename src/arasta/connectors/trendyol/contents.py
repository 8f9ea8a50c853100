"""What the marketplace shows of products, and what is told of approved ones: the content, which variants share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

import msgspec

from arasta.connectors.trendyol import answers, offers
from arasta.connectors.trendyol.client import APPROVED_PAGE, UNAPPROVED_PAGE, Calls
from arasta.connectors.trendyol.documents import BatchItem, Content, Draft, Variant
from arasta.connectors.trendyol.windows import milliseconds
from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import ItemResult, ListingItem, PulledPage, Trouble
from arasta.contexts.channels.types.failures import is_refused
from arasta.contexts.channels.types.inbound import SeenListing, SeenState
from arasta.contexts.channels.types.showing import Pictures, Shown
from arasta.kernel.money import Money
from arasta.kernel.transport.wire import Answer, Plan, read_json, write_json

T = TypeVar("T")

BLOCK = 50
CONTENT_ID, VARIANTS, TAX = "content_id", "variants", "vat_rate"
MOST_COUNTED = 10_000
EVERY = timedelta(hours=6)
_STATES = {"pendingApproval": SeenState.PENDING, "rejected": SeenState.REJECTED}


def read_back(calls: Calls, codes: Sequence[str]) -> Plan[Sequence[SeenListing]]:
    """Read products by their barcodes: the approved ones, then what is left among those that are not. Raises
    ChannelTrouble."""
    found = yield from approved(calls, codes)
    found |= yield from unapproved(calls, [code for code in codes if code not in found])
    return [found.get(code) or SeenListing(external_id=code, state=SeenState.GONE) for code in codes]


def approved(calls: Calls, codes: Sequence[str]) -> Plan[dict[str, SeenListing]]:
    """Read what is approved, by barcode. Raises ChannelTrouble."""
    found: dict[str, SeenListing] = {}
    for block in _blocks(codes):
        contents = _documents((yield calls.approved(block)), Content)
        found |= {variant.barcode: _variant(one, variant) for one in contents for variant in one.variants}
    return found


def unapproved(calls: Calls, codes: Sequence[str]) -> Plan[dict[str, SeenListing]]:
    """Read what waits for its approval or was rejected, by barcode. Raises ChannelTrouble."""
    found: dict[str, SeenListing] = {}
    for block in _blocks(codes):
        drafts = _documents((yield calls.unapproved(block)), Draft)
        found |= {draft.barcode: _draft(draft) for draft in drafts}
    return found


@dataclass(frozen=True)
class Place:
    """Where we are among all products: the approved ones come first. `token` leads on where pages are not counted."""

    is_approved: bool = True
    page: int = 0
    token: str = ""


def read_page(calls: Calls, cursor: str, now: datetime) -> Plan[PulledPage]:
    """Read a page of all products. A token that is no longer taken begins anew. Raises ChannelTrouble."""
    at = Place(**read_json(cursor)) if cursor else Place()
    answer = yield calls.approved_page(at.page, at.token) if at.is_approved else calls.unapproved_page(at.page)
    if at.token and is_refused(answer):
        at = Place()
        answer = yield calls.approved_page(0, "")
    body = answers.expect_json(answer)
    if at.is_approved:
        seen = [_variant(one, variant) for one in _documents(answer, Content) for variant in one.variants]
    else:
        seen = [_draft(draft) for draft in _documents(answer, Draft)]
    following = _following(at, body)
    return PulledPage(
        listings=seen,
        cursor=write_json(asdict(following)).decode() if following else "",
        watermark="" if following else str(milliseconds(now)),
    )


def _following(at: Place, body: Mapping[str, Any]) -> Place | None:
    token, pages = body.get("nextPageToken"), body.get("totalPages")
    if at.is_approved and token:
        return replace(at, page=at.page + 1, token=str(token))
    counted = (at.page + 1) * (APPROVED_PAGE if at.is_approved else UNAPPROVED_PAGE)
    if not at.token and isinstance(pages, int) and at.page + 1 < pages and counted < MOST_COUNTED:
        return replace(at, page=at.page + 1)
    return Place(is_approved=False) if at.is_approved else None


def failures(calls: Calls, items: Iterable[BatchItem]) -> Plan[list[ItemResult] | None]:
    """Name the variants of the contents that were refused: a batch of contents names no barcodes. None: one of them
    cannot be named any more."""
    results: list[ItemResult] = []
    for item in items:
        contents = _documents((yield calls.content(item.content_id)), Content)
        codes = [variant.barcode for one in contents for variant in one.variants]
        if not codes:
            return None
        results += [answers.item_failure(code, item.failure_reasons) for code in codes]
    return results


def bodies(items: Sequence[ListingItem]) -> list[dict[str, Any]]:
    """Write what approved contents say, each once. Brand, category and group are settled with the approval."""
    once = {item.refs[CONTENT_ID]: item for item in reversed(items)}
    return [_body(int(number), item) for number, item in sorted(once.items())]


def variants(items: Sequence[ListingItem], known: Mapping[str, SeenListing]) -> list[dict[str, Any]]:
    """Write what approved variants say otherwise than they are shown: our code of them, and the tax."""
    found = []
    for item in items:
        seen = known[item.external_id]
        said = {"stockCode": (item.sku, seen.sku), "vatRate": (item.tax_percent, _tax(seen))}
        changed = {name: ours for name, (ours, theirs) in said.items() if theirs is not None and ours != theirs}
        if changed:
            found.append({"barcode": item.external_id, **changed})
    return found


def _tax(seen: SeenListing) -> int | None:
    return int(seen.refs[TAX]) if TAX in seen.refs else None


def shown(item: ListingItem) -> Shown:
    """Say how the marketplace shows a product: its pictures are copies under names of its own."""
    return Shown(title=_title(item), description=item.description, images=item.images, pictures=Pictures.COUNT)


def _body(number: int, item: ListingItem) -> dict[str, Any]:
    said = {
        "contentId": number,
        "title": _title(item),
        "description": item.description,
        "images": offers.pictures(item),
        "attributes": offers.attributes(item),
    }
    return {name: value for name, value in said.items() if value != []}


def _title(item: ListingItem) -> str:
    """A content of several variants is called what they have in common."""
    return item.title if int(item.refs.get(VARIANTS, "1")) == 1 else item.group_title


def _variant(content: Content, variant: Variant) -> SeenListing:
    hidden = variant.archived or variant.locked
    return SeenListing(
        external_id=variant.barcode,
        state=SeenState.REJECTED if variant.blacklisted else SeenState.HIDDEN if hidden else SeenState.ACTIVE,
        sku=variant.stock_code or "",
        barcode=variant.barcode,
        group=content.product_main_id,
        title=content.title,
        description=content.description,
        category=content.category.name,
        price=_money(variant.price.sale_price),
        list_price=_money(variant.price.list_price),
        quantity=variant.stock.quantity,
        images=tuple(one.url for one in content.images),
        url=variant.product_url or "",
        refs={CONTENT_ID: str(content.content_id), VARIANTS: str(len(content.variants)), **_taxed(variant)},
        problem_code="blacklisted" if variant.blacklisted else "locked" if variant.locked else "",
        problem=variant.lock_reason or "",
    )


def _taxed(variant: Variant) -> dict[str, str]:
    return {} if variant.vat_rate is None else {TAX: str(variant.vat_rate)}


def _draft(draft: Draft) -> SeenListing:
    problem = "; ".join(one.reject_reason_detail or one.reject_reason for one in draft.reject_reason_details)
    return SeenListing(
        external_id=draft.barcode,
        state=_STATES.get(draft.status, SeenState.UNKNOWN),
        sku=draft.stock_code or "",
        barcode=draft.barcode,
        group=draft.product_main_id,
        title=draft.title,
        description=draft.description,
        category=draft.category.name,
        price=_money(draft.sale_price),
        list_price=_money(draft.list_price),
        quantity=draft.quantity,
        images=tuple(one.url for one in draft.media),
        problem_code="rejected" if problem else "",
        problem=problem,
    )


def _money(price: Decimal | None) -> Money | None:
    return None if price is None else Money.of(price, offers.CURRENCY)


def _blocks(codes: Sequence[str]) -> Iterable[Sequence[str]]:
    return (codes[start : start + BLOCK] for start in range(0, len(codes), BLOCK))


def _documents(answer: Answer, kind: type[T]) -> list[T]:
    body = answers.expect_json(answer)
    try:
        return msgspec.convert(body.get("content") if isinstance(body, Mapping) else None, list[kind])  # type: ignore[valid-type]
    except msgspec.ValidationError as wrong:
        raise ChannelTrouble(Trouble.UNREADABLE, str(wrong)) from wrong
