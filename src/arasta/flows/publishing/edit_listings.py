"""Edit many listings at once: show what would change, save it in one transaction, take it back.

plan: read, apply the steps in thought, answer with the differences and their mark;
save: lock the listings, plan again, refuse if the mark is another, write and remember what was before;
undo: lock, put back what still is as the edit left it, name the rest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from arasta.contexts.channels.queries import channels, edits, listings
from arasta.contexts.channels.queries import content as content_book
from arasta.contexts.channels.queries import price_policy as policy_book
from arasta.contexts.channels.services import content as content_services
from arasta.contexts.channels.services import edits as edit_services
from arasta.contexts.channels.services import price_policy as policy_services
from arasta.contexts.channels.types import Channel, Listing
from arasta.contexts.channels.types.content import (
    DESCRIPTION,
    IMAGES,
    LONGEST_VALUE,
    MOST_AT_ONCE,
    PRICE,
    TITLE,
    TRADE_FIELDS,
    ContentChange,
    Difference,
    EditIsOld,
    EditOp,
    EditPlan,
    EditStep,
    NothingToEdit,
    ReasonMissing,
    TooManyListings,
    Undone,
    check_field,
)
from arasta.contexts.channels.types.policies import PricePolicy, Standing
from arasta.flows.publishing import edit_trade, keep_prices, listed_goods
from arasta.flows.publishing.edit_trade import CannotEdit, Trade
from arasta.flows.publishing.listed_goods import Listed
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.money import Money


@dataclass
class _Cell:
    """One field of one listing while the steps are applied to it."""

    before: str | None
    shown_before: str
    after: str | None
    shown_after: str
    inherited: str = ""
    problem: str = ""


def plan(channel: Channel, listing_ids: Sequence[UUID], steps: Sequence[EditStep], *, at: datetime) -> EditPlan:
    """Say what an edit would change. Raises UnknownField, UnknownPlaceholder, TooManyListings."""
    if len(listing_ids) > MOST_AT_ONCE:
        raise TooManyListings(given=len(listing_ids), most=MOST_AT_ONCE)
    for one in steps:
        if one.field not in TRADE_FIELDS:
            check_field(one.field)
    rows = [row for row in listings.listings(listing_ids) if row.channel_id == channel.id]
    found = [difference for one in _read(channel, rows, at) for difference in _differences(one, steps)]
    judged = with_policy(channel, found, at)
    touched = {one.listing_id for one in judged}
    return EditPlan(judged, _mark(judged), len(rows) - len(touched))


def save(
    channel: Channel,
    listing_ids: Sequence[UUID],
    steps: Sequence[EditStep],
    *,
    mark: str,
    reason: str = "",
    at: datetime,
    actor: Actor,
) -> UUID:
    """Save an edit whose differences were shown, all of it or nothing; return its id.

    What has a problem stays as it is. Raises EditIsOld, NothingToEdit, ReasonMissing.
    """
    with db.transaction():
        edit_services.lock_listings(listing_ids)
        planned = plan(channel, listing_ids, steps, at=at)
        if planned.mark != mark:
            raise EditIsOld
        if not planned.sound:
            raise NothingToEdit
        if planned.needs_reason and not reason.strip():
            raise ReasonMissing
        return record(channel, planned.sound, reason=reason, at=at, actor=actor)


def record(
    channel: Channel, changes: Sequence[Difference], *, reason: str, at: datetime, actor: Actor, tell: bool = True
) -> UUID:
    """Write differences that a person decided on, as one edit; return its id. The caller holds the listings' locks."""
    known = {row.id: row for row in listings.listings([one.listing_id for one in changes])}
    _write(channel, known, {(one.listing_id, one.field): one.after for one in changes}, at, actor, tell=tell)
    _stand_up_for(channel, changes, reason, at, actor)
    return edit_services.record_edit(channel.id, changes, note=reason, now=at, actor=actor)


def undo(edit_id: UUID, *, at: datetime, actor: Actor) -> Undone:
    """Take an edit back where nothing changed since; answer with what was left. Raises EditUnknown, EditUndone."""
    with db.transaction():
        edit_services.lock_edit(edit_id)
        channel = channels.channel_by_id(edits.edit(edit_id).channel_id)
        changes = edits.changes_of(edit_id)
        edit_services.lock_listings([one.listing_id for one in changes])
        known = {row.id: row for row in listings.listings([one.listing_id for one in changes])}
        now = _own_now(channel, list(known.values()), at)
        back = [one for one in changes if now.get((one.listing_id, one.field)) == one.after]
        left = [one for one in changes if one not in back]
        _write(channel, known, {(one.listing_id, one.field): one.before for one in back}, at, actor)
        edit_services.note_undone(edit_id, back, left=len(left), now=at, actor=actor)
    return Undone(len(back), left)


@dataclass(frozen=True)
class _Row:
    listed: Listed
    trade: Trade


def _read(channel: Channel, rows: Sequence[Listing], at: datetime) -> list[_Row]:
    trade = edit_trade.read(channel, rows, at=at)
    return [_Row(one, trade) for one in listed_goods.listed(channel, rows, at=at)]


def _differences(row: _Row, steps: Sequence[EditStep]) -> list[Difference]:
    cells: dict[str, _Cell] = {}
    for one in steps:
        cell = cells.setdefault(one.field, _cell(row, one.field))
        if cell.problem:
            continue
        try:
            cell.after, cell.shown_after = _stepped(row, one, cell)
        except CannotEdit as refusal:
            cell.problem = refusal.word
    return [
        Difference(
            listing_id=row.listed.listing.id,
            external_id=row.listed.listing.external_id,
            variant_id=row.listed.listing.variant_id,
            field=name,
            shown_before=cell.shown_before,
            shown_after=cell.shown_before if cell.problem else cell.shown_after,
            before=cell.before,
            after=cell.before if cell.problem else cell.after,
            problem=cell.problem,
        )
        for name, cell in cells.items()
        if cell.problem or cell.before != cell.after
    ]


def _cell(row: _Row, name: str) -> _Cell:
    if name in TRADE_FIELDS:
        own, shown = row.trade.own.get((row.listed.listing.id, name)), row.trade.shown(row.listed.listing, name)
        return _Cell(own, shown, own, shown)
    one = row.listed.content.get(name)
    if one is None:
        return _Cell(None, "", None, "")
    own = one.value if one.source == "listing" else None
    return _Cell(own, one.value, own, one.value, one.inherited)


def _stepped(row: _Row, one: EditStep, cell: _Cell) -> tuple[str | None, str]:
    if one.field in TRADE_FIELDS:
        return edit_trade.step(row.trade, row.listed.listing, one, cell.after, cell.shown_after)
    if one.op is EditOp.RESET:
        return None, cell.inherited
    text = _text(row, one, cell.shown_after)
    if len(text) > LONGEST_VALUE:
        raise CannotEdit("too_long")
    if one.field == TITLE and not text:
        return None, cell.inherited
    return (cell.after, cell.shown_after) if text == cell.shown_after else (text, text)


def _text(row: _Row, one: EditStep, shown: str) -> str:
    if one.op is EditOp.REPLACE:
        if not one.find:
            raise CannotEdit("nothing_to_find")
        return shown.replace(one.find, one.value).strip()
    filled = content_book.filled(one.value, row.listed.goods)
    between = "\n" if one.field in {DESCRIPTION, IMAGES} else " "
    parts = {EditOp.SET: (filled,), EditOp.APPEND: (shown, filled), EditOp.PREPEND: (filled, shown)}.get(one.op)
    if parts is None:
        raise CannotEdit("number_wrong")
    return between.join(part for part in parts if part).strip()


def with_policy(channel: Channel, found: Sequence[Difference], at: datetime) -> list[Difference]:
    """Mark prices that would stand beside the channel's policy."""
    priced = [one.variant_id for one in found if one.field == PRICE and not one.problem and one.after is not None]
    if not priced:
        return list(found)
    policy, judged = policy_book.policy_of(channel.id), keep_prices.judge_prices(channel, priced, at=at)
    return [
        replace(one, beside_policy=_is_beside(one, judged[one.variant_id].base, channel, policy))
        if one.field == PRICE and one.variant_id in judged and one.after is not None and not one.problem
        else one
        for one in found
    ]


def _is_beside(one: Difference, base: Money | None, channel: Channel, policy: PricePolicy) -> bool:
    price = Money(int(one.after or 0), channel.currency)
    return policy_book.standing(price, base, policy, None) in {Standing.BESIDE, Standing.NO_BASE}


def _write(
    channel: Channel,
    rows: Mapping[UUID, Listing],
    values: Mapping[tuple[UUID, str], str | None],
    at: datetime,
    actor: Actor,
    *,
    tell: bool = True,
) -> None:
    traded = {key: value for key, value in values.items() if key[1] in TRADE_FIELDS}
    said = [
        ContentChange(listing_id=key[0], field=key[1], value=value)
        for key, value in values.items()
        if key not in traded
    ]
    content_services.write_values(said, tell=tell)
    edit_trade.write(channel, rows, traded, at, actor)
    content_services.mark_content(listing_ids=sorted({key for key, _ in traded}), tell=False)


def _stand_up_for(channel: Channel, changes: Sequence[Difference], reason: str, at: datetime, actor: Actor) -> None:
    beside = {one.variant_id: Money(int(one.after or 0), channel.currency) for one in changes if one.beside_policy}
    if beside:
        policy_services.accept_prices(channel.id, beside, reason=reason, now=at, actor=actor)


def _own_now(channel: Channel, rows: Sequence[Listing], at: datetime) -> dict[tuple[UUID, str], str | None]:
    stored = content_book.stored_content(channel.id, [row.id for row in rows])
    own: dict[tuple[UUID, str], str | None] = dict(edit_trade.read(channel, rows, at=at).own)
    for listing_id, fields in stored.own.items():
        own |= {(listing_id, name): value for name, value in fields.items()}
    return own


def _mark(differences: Sequence[Difference]) -> str:
    said = hashlib.sha256()
    for one in differences:
        said.update(repr((one.listing_id, one.field, one.before, one.after, one.problem)).encode())
    return said.hexdigest()
