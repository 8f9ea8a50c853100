"""What a connector says about itself before anybody uses it: its manifest, its quality, its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from arasta.contexts.channels.types.protocol import Capabilities
from arasta.contexts.channels.types.sync import Trouble


class Service(StrEnum):
    """What a connector connects. To us all of them are places elsewhere: their channels are of the kind MARKETPLACE."""

    MARKETPLACE = "marketplace"
    WEB_SHOP = "web_shop"
    ADS = "ads"
    SOCIAL = "social"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedValue:
    """A setting or a secret that an installation needs or may have, in the reader's language."""

    name: str
    label: str
    help: str = ""
    needed: bool = False
    default: str = ""
    is_secret: bool = False


@dataclass(frozen=True, slots=True)
class TroubleWords:
    """A trouble in plain words, and what to do about it."""

    what: str
    fix: str


@dataclass(frozen=True, slots=True)
class Exemption:
    """A rule that a connector does not keep, and why."""

    rule: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a connector connects, what it asks for, and how well it is made.

    `rejections`: the reasons for which its channel lets us reject a return, in words, by their codes.
    """

    name: str
    title: str
    kind: Service
    lead: str
    countries: Sequence[str]
    currencies: Sequence[str]
    documentation: str
    asked: Sequence[AskedValue]
    level: str
    kept: Sequence[str]
    exempt: Sequence[Exemption]
    troubles: Mapping[Trouble, TroubleWords] = field(default_factory=dict)
    rejections: Mapping[str, str] = field(default_factory=dict)
    offers: Capabilities | None = None

    @property
    def settings(self) -> list[AskedValue]:
        return [one for one in self.asked if not one.is_secret]

    @property
    def secrets(self) -> list[AskedValue]:
        return [one for one in self.asked if one.is_secret]
