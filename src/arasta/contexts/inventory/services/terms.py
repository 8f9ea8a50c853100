"""Say how variants are sold when they are not there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from arasta.contexts.inventory.queries import kits, promises
from arasta.contexts.inventory.services import backorders, ledger
from arasta.contexts.inventory.services.kits import KitUnderTerms
from arasta.contexts.inventory.types import TermsKind
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.changes import dirty
from arasta.kernel.errors import Invalid, gettext_noop
from arasta.kernel.quantity import MOST


class PreorderWithoutDay(Invalid):
    code = "preorder_without_day"
    template = gettext_noop("Say from which day on a pre-order ships. Other terms have no such day.")


class LimitOutOfRange(Invalid):
    code = "invalid_quantity"
    template = gettext_noop("The limit must be a whole number between 0 and %(most)s.")


@dataclass(frozen=True, slots=True)
class TermsInput:
    """How a variant is sold from now on; no kind: only what is there. `most`: how many units may wait at a time."""

    variant_id: UUID
    kind: TermsKind | None
    ships_on: date | None = None
    most: int | None = None


def set_terms(wanted: Sequence[TermsInput], *, actor: Actor) -> None:
    """Set the selling terms of variants; who waits already keeps waiting, perhaps for another day.

    Raises PreorderWithoutDay, LimitOutOfRange, KitUnderTerms; publishes PromiseMoved.
    """
    for one in wanted:
        if (one.kind is TermsKind.PREORDER) != (one.ships_on is not None):
            raise PreorderWithoutDay
        if one.most is not None and not 0 <= one.most <= MOST:
            raise LimitOutOfRange(most=MOST)
    variants = [one.variant_id for one in wanted]
    kept = sorted((one for one in wanted if one.kind), key=lambda one: one.variant_id)
    with db.transaction():
        db.rows("SELECT pg_advisory_xact_lock_shared(hashtext('inventory_kit_component'))")
        if kits.recipes([one.variant_id for one in kept]):
            raise KitUnderTerms
        keys = promises.levels_with_backorders(variants)
        ledger.lock(keys)
        db.execute(
            "DELETE FROM inventory_selling_terms WHERE variant_id = ANY(%s)",
            [[one.variant_id for one in wanted if one.kind is None]],
        )
        db.execute(
            "INSERT INTO inventory_selling_terms (variant_id, kind, ships_on, most)"
            " SELECT * FROM unnest(%s::uuid[], %s::text[], %s::date[], %s::int[]) ON CONFLICT (variant_id)"
            " DO UPDATE SET kind = excluded.kind, ships_on = excluded.ships_on, most = excluded.most",
            [
                [one.variant_id for one in kept],
                [one.kind for one in kept],
                [one.ships_on for one in kept],
                [one.most for one in kept],
            ],
        )
        backorders.refresh(keys, actor=actor)
        dirty.mark(dirty.AVAILABILITY, variants)
