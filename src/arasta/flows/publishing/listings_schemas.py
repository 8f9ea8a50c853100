"""Shapes of listings in JSON: what they say, edits, matches, price policies."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from django.utils.translation import gettext
from ninja import Schema
from pydantic import Field

from arasta.contexts.channels.types import LISTING_PREFIX, ListingStatus
from arasta.contexts.channels.types.content import (
    EDIT_PREFIX,
    LONGEST_VALUE,
    MOST_AT_ONCE,
    Difference,
    Edit,
    EditOp,
    EditPlan,
    EditStep,
    Undone,
)
from arasta.contexts.channels.types.issues import said
from arasta.contexts.channels.types.policies import Match, MatchCounts, Matching, MatchState, PolicyKind, PricePolicy
from arasta.contexts.channels.types.protocol import Issue
from arasta.contexts.channels.types.quality import Reason, StoredJudgment
from arasta.flows.publishing.listed_goods import Listed
from arasta.flows.publishing.offer_products import CodedBy
from arasta.kernel.http.schemas import Body, MoneyOut, once_by, spelled_out
from arasta.kernel.ids import to_public
from arasta.kernel.money import Money

ListingId = Annotated[str, Field(min_length=1, max_length=60, description="`lst_...`")]


class AskedContent(Body):
    status: ListingStatus | None = None
    reason: Annotated[Reason, spelled_out(Reason)] | None = Field(None, description="Only listings with this lack")
    below: int | None = Field(None, ge=0, le=101, description="Only scores below")
    cursor: str | None = None
    limit: int = Field(50, ge=1, le=200)


class IssueOut(Schema):
    field: str
    code: str
    text: str = Field(description="In the language of the request; what the channel itself said, in its own words")
    blocks: bool = Field(description="Whether the channel would refuse the listing")

    @classmethod
    def of(cls, issue: Issue) -> IssueOut:
        return cls(field=issue.field, code=issue.code, text=said(issue, gettext), blocks=issue.blocks)


class FieldOut(Schema):
    field: str
    value: str
    source: str = Field(description="product, channel, listing or nowhere")
    inherited: str = Field(description="What it would say without a value of its own")
    inherited_from: str


class ListingContentOut(Schema):
    id: str = Field(description="`lst_...`")
    external_id: str
    sku: str
    status: str
    score: int | None = Field(description="0 to 100; null if it was not judged yet")
    complete: int | None
    reasons: list[str]
    is_due: bool = Field(description="Whether the channel was not told yet what it says now")
    issues: list[IssueOut]
    fields: list[FieldOut]

    @classmethod
    def of(cls, one: Listed, judgment: StoredJudgment | None) -> ListingContentOut:
        return cls(
            id=to_public(LISTING_PREFIX, one.listing.id),
            external_id=one.listing.external_id,
            sku=one.goods.sku,
            status=one.listing.status,
            score=judgment.points if judgment else None,
            complete=judgment.complete if judgment else None,
            reasons=list(judgment.reasons) if judgment else [],
            is_due=judgment.is_due if judgment else False,
            issues=[IssueOut.of(issue) for issue in judgment.issues] if judgment else [],
            fields=[
                FieldOut(
                    field=name,
                    value=said.value,
                    source=said.source,
                    inherited=said.inherited,
                    inherited_from=said.inherited_from,
                )
                for name, said in one.content.items()
            ],
        )


class ListingContentPage(Schema):
    items: list[ListingContentOut]
    next_cursor: str | None


class OfferProductsIn(Body):
    """What to offer; without a category and SKUs it is everything that is sold."""

    category: str | None = Field(None, max_length=100, description="Code of a category; what is below it counts too")
    skus: list[Annotated[str, Field(min_length=1, max_length=100)]] | None = Field(None, max_length=5_000)
    by: Annotated[CodedBy, spelled_out(CodedBy)] = Field(
        CodedBy.GTIN, description="What a listing's code on the channel is made of"
    )


class OfferedNowOut(Schema):
    offered: int
    known: int = Field(description="Listed there before")
    without_code: list[str] = Field(description="SKUs without a GTIN, which were not offered")


class TemplateIn(Body):
    field: str = Field(
        min_length=1, max_length=100, description="title, description, images, brand, category, fact:NAME"
    )
    text: str = Field(max_length=LONGEST_VALUE, description="With placeholders such as {brand}; empty lifts it")


class TemplateOut(Schema):
    field: str
    text: str


class TemplatesIn(Body):
    templates: Annotated[list[TemplateIn], once_by("field")] = Field(min_length=1, max_length=100)


class StepIn(Body):
    field: str = Field(
        min_length=1,
        max_length=100,
        description="A content field, or price, assortment (in, out), share, cap, end_below",
    )
    op: Annotated[EditOp, spelled_out(EditOp)]
    value: str = Field("", max_length=LONGEST_VALUE, description="With placeholders where it is text")
    find: str = Field("", max_length=1_000, description="What replace looks for")

    def step(self) -> EditStep:
        return EditStep(field=self.field, op=self.op, value=self.value, find=self.find)


class EditIn(Body):
    listing_ids: list[ListingId] = Field(min_length=1, max_length=MOST_AT_ONCE)
    steps: list[StepIn] = Field(min_length=1, max_length=20)


class SaveEditIn(EditIn):
    mark: str = Field(max_length=100, description="The mark of the differences that were looked at")
    reason: str = Field("", max_length=2_000, description="Needed where prices would stand beside the policy")


class DifferenceOut(Schema):
    listing_id: str
    external_id: str
    field: str
    before: str
    after: str
    problem: str
    beside_policy: bool

    @classmethod
    def of(cls, one: Difference) -> DifferenceOut:
        return cls(
            listing_id=to_public(LISTING_PREFIX, one.listing_id),
            external_id=one.external_id,
            field=one.field,
            before=one.shown_before,
            after=one.shown_after,
            problem=one.problem,
            beside_policy=one.beside_policy,
        )


class EditPlanOut(Schema):
    mark: str
    untouched: int
    needs_reason: bool
    differences: list[DifferenceOut]

    @classmethod
    def of(cls, plan: EditPlan) -> EditPlanOut:
        found = [DifferenceOut.of(one) for one in plan.differences]
        return cls(mark=plan.mark, untouched=plan.untouched, needs_reason=plan.needs_reason, differences=found)


class EditOut(Schema):
    id: str = Field(description="`edt_...`")
    status: str = Field(description="saved, undone or partly_undone")
    note: str
    saved_by: str
    saved_at: datetime
    undone_at: datetime | None
    listings: int
    changes: int

    @classmethod
    def of(cls, row: Edit) -> EditOut:
        return cls(
            id=to_public(EDIT_PREFIX, row.id),
            status=row.status,
            note=row.note,
            saved_by=row.saved_by,
            saved_at=row.saved_at,
            undone_at=row.undone_at,
            listings=row.listings,
            changes=row.changes,
        )


class UndoneOut(Schema):
    restored: int
    changed_since: list[str] = Field(description="The channel's codes of listings that were changed again and stay so")

    @classmethod
    def of(cls, undone: Undone) -> UndoneOut:
        return cls(restored=undone.restored, changed_since=sorted({one.external_id for one in undone.changed_since}))


class AskedMatches(Body):
    state: Annotated[MatchState, spelled_out(MatchState)] | None = None
    cursor: str | None = None
    limit: int = Field(50, ge=1, le=200)


class MatchOut(Schema):
    external_id: str
    title: str
    external_sku: str
    barcode: str
    price: MoneyOut | None
    state: str = Field(description="proposed, unmatched, confirmed or ignored")
    sku: str | None = Field(description="Ours, as proposed or confirmed")
    confidence: int = Field(description="In percent")
    reason: str

    @classmethod
    def of(cls, row: Match, sku: str | None) -> MatchOut:
        return cls(
            external_id=row.external_id,
            title=row.title,
            external_sku=row.sku,
            barcode=row.barcode,
            price=_price(row.price),
            state=row.state,
            sku=sku,
            confidence=row.confidence,
            reason=row.reason,
        )


class MatchPage(Schema):
    items: list[MatchOut]
    next_cursor: str | None


class MatchingOut(Schema):
    state: str = Field(description="not_asked, open (nothing is told to the channel), decided or skipped")
    proposed: int
    sure: int
    unmatched: int
    confirmed: int
    ignored: int

    @classmethod
    def of(cls, matching: Matching, counts: MatchCounts) -> MatchingOut:
        return cls(
            state=matching.state,
            proposed=counts.proposed,
            sure=counts.sure,
            unmatched=counts.unmatched,
            confirmed=counts.confirmed,
            ignored=counts.ignored,
        )


class ChosenMatch(Body):
    external_id: str = Field(min_length=1, max_length=200)
    sku: str = Field(min_length=1, max_length=100)


class DecideMatchesIn(Body):
    """Say which SKUs listings are, and which are none of ours."""

    confirm: Annotated[list[ChosenMatch], once_by("external_id")] = Field(default_factory=list, max_length=1_000)
    confirm_sure: bool = Field(False, description="Confirm all sure proposals besides")
    ignore: list[Annotated[str, Field(min_length=1, max_length=200)]] = Field(default_factory=list, max_length=1_000)


class MatchingIn(Body):
    state: Annotated[str, Field(pattern="^(open|decided|skipped)$", description="open, decided or skipped")]


class PricePolicyIn(Body):
    kind: Annotated[PolicyKind, spelled_out(PolicyKind)]
    percent: Decimal = Field(Decimal(0), ge=-90, le=900, decimal_places=2)
    step_minor: int = Field(1, ge=1, le=1_000_000, description="Derived prices are rounded to it, in minor units")
    tolerance: Decimal = Field(Decimal(0), ge=0, le=50, decimal_places=2, description="Percent that is no deviation")

    def policy(self) -> PricePolicy:
        return PricePolicy(kind=self.kind, percent=self.percent, step_minor=self.step_minor, tolerance=self.tolerance)


class PricePolicyOut(Schema):
    kind: str = Field(description="same, percent or free")
    percent: Decimal
    step_minor: int
    tolerance: Decimal

    @classmethod
    def of(cls, policy: PricePolicy) -> PricePolicyOut:
        return cls(kind=policy.kind, percent=policy.percent, step_minor=policy.step_minor, tolerance=policy.tolerance)


def _price(price: Money | None) -> MoneyOut | None:
    return None if price is None else MoneyOut.of(price)
