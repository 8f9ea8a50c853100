"""What the marketplace shows of products, and what is told of approved ones: the content, which variants share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar

import msgspec

from arasta.connectors.trendyol import answers, offers
from arasta.connectors.trendyol.client import Calls
from arasta.connectors.trendyol.documents import BatchItem, Content, Draft, Variant
from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import ItemResult, ListingItem, Trouble
from arasta.contexts.channels.types.inbound import SeenListing, SeenState
from arasta.contexts.channels.types.showing import Pictures, Shown
from arasta.kernel.money import Money
from arasta.kernel.transport.wire import Answer, Plan

T = TypeVar("T")

BLOCK = 50
CONTENT_ID, VARIANTS = "content_id", "variants"
_STATES = {"pendingApproval": SeenState.PENDING, "rejected": SeenState.REJECTED}


def read_back(calls: Calls, codes: Sequence[str]) -> Plan[Sequence[SeenListing]]:
    """Read products by their barcodes: the approved ones, then what is left among those that are not. Raises
    ChannelTrouble."""
    found = yield from approved(calls, codes)
    for block in _blocks([code for code in codes if code not in found]):
        drafts = _documents((yield calls.unapproved(block)), Draft)
        found |= {draft.barcode: _draft(draft) for draft in drafts}
    return [found.get(code) or SeenListing(external_id=code, state=SeenState.GONE) for code in codes]


def approved(calls: Calls, codes: Sequence[str]) -> Plan[dict[str, SeenListing]]:
    """Read what is approved, by barcode. Raises ChannelTrouble."""
    found: dict[str, SeenListing] = {}
    for block in _blocks(codes):
        contents = _documents((yield calls.approved(block)), Content)
        found |= {variant.barcode: _variant(one, variant) for one in contents for variant in one.variants}
    return found


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
        refs={CONTENT_ID: str(content.content_id), VARIANTS: str(len(content.variants))},
        problem_code="blacklisted" if variant.blacklisted else "locked" if variant.locked else "",
        problem=variant.lock_reason or "",
    )


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
