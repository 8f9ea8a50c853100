"""What a channel keeps, charges and pays out, over JSON; nothing of it can be changed."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.decorators import decorate_view
from pydantic import Field

from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.queries import money
from arasta.contexts.channels.types.returning import EntryRow, Payout
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Body, MoneyOut, Problem
from arasta.kernel.ids import to_public

router = Router()

READ = {401: Problem, 403: Problem, 404: Problem, 422: Problem}
ENTRY_PREFIX = "ent"


class MoneyEntryOut(Schema):
    """A line of a channel's account with us. Positive amounts are in our favor; a payout is negative, it leaves."""

    id: str = Field(description="`ent_...`")
    external_id: str = Field(description="The channel's own id of it")
    kind: str = Field(description="sale, refund, commission, shipping, ..., payout")
    amount: MoneyOut
    at: datetime
    word: str = Field(description="What the channel calls it")
    external_order: str = Field(description="The channel's id of the order it is about; empty where it is of none")
    payout_id: str = Field(description="The payout that settled it; empty as long as none did")
    expected_at: datetime | None = Field(description="When the channel means to pay it out, where it says so")

    @classmethod
    def of(cls, row: EntryRow) -> MoneyEntryOut:
        return cls(
            id=to_public(ENTRY_PREFIX, row.id),
            external_id=row.external_id,
            kind=row.kind,
            amount=MoneyOut.of(row.amount),
            at=row.at,
            word=row.word,
            external_order=row.external_order,
            payout_id=row.payout_id,
            expected_at=row.expected_at,
        )


class MoneyEntryPage(Schema):
    items: list[MoneyEntryOut]
    next_cursor: str | None


class PayoutOut(Schema):
    """What a payout settled, by what it was for. Without an id: what is not settled yet."""

    payout_id: str
    sale: MoneyOut
    refunds: MoneyOut
    commission: MoneyOut
    shipping: MoneyOut
    fees: MoneyOut = Field(description="All else that was charged or given")
    paid_out: MoneyOut
    entries: int
    first_at: datetime
    last_at: datetime
    expected_at: datetime | None

    @classmethod
    def of(cls, row: Payout) -> PayoutOut:
        brought = row.money
        return cls(
            payout_id=row.payout_id,
            sale=MoneyOut.of(brought.sale),
            refunds=MoneyOut.of(brought.refunds),
            commission=MoneyOut.of(brought.commission),
            shipping=MoneyOut.of(brought.shipping),
            fees=MoneyOut.of(brought.fees),
            paid_out=MoneyOut.of(row.paid_out),
            entries=row.entries,
            first_at=row.first_at,
            last_at=row.last_at,
            expected_at=row.expected_at,
        )


class PayoutPage(Schema):
    items: list[PayoutOut]
    next_cursor: str | None


class AskedEntries(Body):
    payout_id: str | None = Field(
        None, max_length=200, description="Of this payout only; empty: what is not settled yet"
    )
    cursor: str | None = None
    limit: int = Field(50, ge=1, le=200)


class AskedPayouts(Body):
    cursor: str | None = None
    limit: int = Field(50, ge=1, le=200)


@router.get(
    "/channels/{code}/money",
    response={200: MoneyEntryPage, **READ},
    operation_id="list_channel_money",
    summary="What a channel charged, kept and paid, entry by entry",
)
@decorate_view(guards.read("channels.read"))
def list_channel_money(request: HttpRequest, code: str, asked: Query[AskedEntries]) -> MoneyEntryPage:
    """Return the entries of a channel's account with us, the newest first."""
    page = money.entries_page(reads.channel(code).id, payout_id=asked.payout_id, cursor=asked.cursor, limit=asked.limit)
    return MoneyEntryPage(items=[MoneyEntryOut.of(row) for row in page.items], next_cursor=page.next_cursor)


@router.get(
    "/channels/{code}/payouts",
    response={200: PayoutPage, **READ},
    operation_id="list_channel_payouts",
    summary="What a channel's payouts settled",
)
@decorate_view(guards.read("channels.read"))
def list_channel_payouts(request: HttpRequest, code: str, asked: Query[AskedPayouts]) -> PayoutPage:
    """Return a channel's payouts, the newest first, and what is not settled yet."""
    page = money.payouts_page(reads.channel(code).id, cursor=asked.cursor, limit=asked.limit)
    return PayoutPage(items=[PayoutOut.of(row) for row in page.items], next_cursor=page.next_cursor)
