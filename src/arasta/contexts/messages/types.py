"""Values of messages: what is to be sent, what stands in the book, what a sender gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from arasta.kernel.errors import Conflict, Invalid, Missing, gettext_noop
from arasta.kernel.money import Money

MessageId = NewType("MessageId", UUID)
DeviceId = NewType("DeviceId", UUID)

MESSAGE_PREFIX = "msg"
DEVICE_PREFIX = "dev"
LANGUAGES = ("en", "tr", "ru")


class Medium(StrEnum):
    """How a message travels."""

    EMAIL = "email"
    SMS = "sms"
    PUSH = "push"


class MessageStatus(StrEnum):
    """Withheld: nobody carries its medium here."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"
    WITHHELD = "withheld"


MESSAGE_MOVES: dict[MessageStatus, frozenset[MessageStatus]] = {
    MessageStatus.QUEUED: frozenset({MessageStatus.SENT, MessageStatus.FAILED, MessageStatus.WITHHELD}),
    MessageStatus.SENT: frozenset(),
    MessageStatus.FAILED: frozenset({MessageStatus.QUEUED}),
    MessageStatus.WITHHELD: frozenset({MessageStatus.QUEUED}),
}


def before(status: MessageStatus) -> list[str]:
    """Return the statuses from which a message may come to this one."""
    return [former.value for former, reached in MESSAGE_MOVES.items() if status in reached]


class SumWord(StrEnum):
    """What the amounts under a message's lines are called."""

    GOODS = gettext_noop("Goods")
    DELIVERY = gettext_noop("Delivery")
    TOTAL = gettext_noop("Total")
    MISSING = gettext_noop("Not sent")


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A line in a message: what was bought. `picture` is an absolute address."""

    name: str
    note: str = ""
    amount: Money | None = None
    picture: str = ""


@dataclass(frozen=True, slots=True)
class MessageSum:
    """An amount under the lines."""

    word: SumWord
    amount: Money


@dataclass(frozen=True, slots=True)
class MessageToSend:
    """A message to queue. `kind` is one of `domain.kinds`, `subject` what it is about ("order:…"), `to` where it goes.

    `facts` fill the sentences of the kind; a sentence whose fact is missing or empty is left out. `link` is an absolute
    address. `channel_id` is the sales channel whose look it wears. `part` tells several messages of one kind about one
    thing apart (a parcel's id). `due_at`: not before.
    """

    kind: str
    subject: str
    to: str
    language: str = "en"
    medium: Medium = Medium.EMAIL
    channel_id: UUID | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[MessageRow, ...] = ()
    sums: tuple[MessageSum, ...] = ()
    link: str = ""
    part: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message in the book. `error` says why it did not go, in a word for machines or in the sender's words."""

    id: MessageId
    kind: str
    medium: Medium
    subject: str
    to: str
    language: str
    channel_id: UUID | None
    status: MessageStatus
    title: str
    error: str
    queued_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Written:
    """A message in words. `html` is empty for what is only text; `look` names who it comes from."""

    title: str
    text: str
    html: str
    sender_name: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class DeviceToKeep:
    """A browser that wants to show messages, as it names itself: the address its maker's service takes them at, and the
    keys (base64url) with which only it can read them. `label` is for its owner.
    """

    endpoint: str
    public_key: str
    auth: str
    language: str = "en"
    label: str = ""


@dataclass(frozen=True, slots=True)
class Device:
    """A browser that shows messages."""

    id: DeviceId
    endpoint: str
    public_key: str
    auth: str
    language: str
    label: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class TextAccount:
    """Our account at a gateway of text messages. `address` is where its interface lies; an empty token keeps the stored one.

    `sender` is what phones show: a number, a name where the country allows it, or the key of a service that has numbers.
    """

    address: str
    account: str
    sender: str
    token: str = ""


class TextAccountWrong(Invalid):
    """Something of an account is missing or too long; `field` names it."""

    code = "text_account_invalid"
    template = gettext_noop("Fill in all of it: the address begins with https://.")


class TextsNotSetUp(Conflict):
    code = "texts_not_set_up"
    template = gettext_noop("This house sends no text messages yet.")


class UnknownKind(Invalid):
    code = "unknown_message_kind"
    template = gettext_noop("There is no message of the kind “%(kind)s”.")


class UnknownMessage(Missing):
    code = "unknown_message"
    template = gettext_noop("There is no such message.")


class NotToBeSentAgain(Conflict):
    code = "message_not_unsent"
    template = gettext_noop("This message was sent, or is about to be.")


class DeviceWrong(Invalid):
    code = "push_device_invalid"
    template = gettext_noop("This browser named itself in a way that we cannot send to.")


class TooManyDevices(Conflict):
    code = "too_many_devices"
    template = gettext_noop("At most %(most)s devices can show this. Turn one of them off first.")


class PushNotSetUp(Conflict):
    code = "push_not_set_up"
    template = gettext_noop("This shop cannot show messages on devices yet. We write to you by email.")
