"""What goes out to a channel and how far it may: the stage of a roll-out, drift, listings that were taken off."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from arasta.kernel.errors import Conflict, Invalid, gettext_noop

DRIFT_PREFIX = "dft"


class NotKept(Conflict):
    """Nothing of what was chosen can stay as the channel shows it."""

    code = "drift_not_kept"
    template = gettext_noop(
        "Only titles, descriptions, pictures, categories and prices can stay as the channel shows them."
    )


class KeepReasonMissing(Invalid):
    """A deviation on purpose has a reason."""

    code = "drift_reason_missing"
    template = gettext_noop("Say why this stays as the channel shows it.")


class DriftIsOld(Conflict):
    """What was chosen differs no more, or not as it was shown."""

    code = "drift_is_old"
    template = gettext_noop("What you chose does not differ any more. Look at the list again.")


class RolloutStage(StrEnum):
    """How much of the catalog is published on a channel: nothing, chosen variants, a share of all, or all."""

    NONE = "none"
    CHOSEN = "chosen"
    PERCENT = "percent"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Rollout:
    """The stage of an installation. A variant's place in the order of a share never changes: a wider share adds to it."""

    stage: RolloutStage = RolloutStage.ALL
    percent: int = 100
    chosen: Collection[UUID] = frozenset()
    changed_at: datetime | None = None

    def includes(self, variant_id: UUID) -> bool:
        """Tell whether a variant may be offered on the channel."""
        if self.stage is RolloutStage.ALL:
            return True
        if self.stage is RolloutStage.CHOSEN:
            return variant_id in self.chosen
        return self.stage is RolloutStage.PERCENT and place_of(variant_id) < self.percent


def place_of(variant_id: UUID) -> int:
    """Return a variant's place from 0 to 99 in the order in which shares of the catalog are rolled out."""
    return int.from_bytes(sha256(variant_id.bytes).digest()[:4]) % 100


class DriftField(StrEnum):
    """What of a listing the channel shows otherwise than we want. STATE: it is gone there, or is there still."""

    QUANTITY = "quantity"
    PRICE = "price"
    STATE = "state"
    TITLE = "title"
    DESCRIPTION = "description"
    IMAGES = "images"
    CATEGORY = "category"


SAID = frozenset({DriftField.TITLE, DriftField.DESCRIPTION, DriftField.IMAGES, DriftField.CATEGORY})
"""What a listing says. Which of the two sayings holds is for a person to decide; the others are set right by themselves."""
KEEPABLE = SAID | {DriftField.PRICE}
"""What may stay as the channel shows it, as the listing's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftInput:
    """A difference as it was found; both sides in words: a number, an amount in minor units, a state, a text.

    Pictures are addresses, one a line.
    """

    listing_id: UUID
    field: DriftField
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Drift:
    """A difference that stands. `told_at`: when the listing was last marked to be told again because of it."""

    id: UUID
    channel_id: UUID
    listing_id: UUID
    variant_id: UUID
    external_id: str
    field: DriftField
    ours: str
    theirs: str
    since: datetime
    seen_at: datetime
    told_at: datetime | None
