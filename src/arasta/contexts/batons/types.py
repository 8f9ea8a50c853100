"""Values of batons and their refusals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from arasta.kernel.errors import Conflict, Missing, gettext_noop

BatonId = NewType("BatonId", UUID)
LOCATORS = 32**7
"""How many codes there are: a new one's random locator is below it."""


class PlaceKind(StrEnum):
    """Where a cart can be."""

    WEB = "web"
    TILL = "till"
    DESK = "desk"
    CHAT = "chat"
    KIOSK = "kiosk"
    API = "api"


class BatonStatus(StrEnum):
    OFFERED = "offered"
    TAKEN = "taken"
    CALLED_BACK = "called_back"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Place:
    """A place a cart is carried from or to. `mark` tells one device or till from another; it is kept as a hash only."""

    kind: PlaceKind
    name: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class BatonToOffer:
    """A baton to be made: for which cart, from where, until when. `locator` is random, below LOCATORS."""

    cart_id: UUID
    origin: Place
    expires_at: datetime
    locator: int


@dataclass(frozen=True, slots=True)
class BatonRow:
    """A baton as it is now. `offered_by` and `taken_by` are names of people, empty for somebody without one."""

    id: BatonId
    cart_id: UUID
    code: str
    status: BatonStatus
    origin: Place
    offered_by: str
    offered_at: datetime
    expires_at: datetime
    destination: Place | None
    taken_by: str
    taken_at: datetime | None


class UnknownBaton(Missing):
    code = "unknown_baton"
    template = gettext_noop("This code is not known. Look at it again, letter by letter.")


class BatonOver(Conflict):
    """The baton was taken elsewhere, called back, or its time ended."""

    code = "baton_over"
    template = gettext_noop("This code was used already or its time is over. Ask for a new one where the basket is.")
