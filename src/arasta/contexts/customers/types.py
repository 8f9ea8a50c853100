"""Postal addresses, phones, and the rows that leave this room."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

import phonenumbers

from arasta.kernel.errors import Invalid, gettext_noop
from arasta.kernel.postal import COUNTRIES, LONGEST

CustomerId = NewType("CustomerId", UUID)
AddressId = NewType("AddressId", UUID)

CUSTOMER_PREFIX = "cus"
ADDRESS_PREFIX = "adr"
PASSKEY_PREFIX = "psk"
SESSION_PREFIX = "ses"
CONSENT_PREFIX = "csn"

LANGUAGES = ("en", "tr", "ru")

REQUIRED = ("name", "line1", "city", "country")

_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{7,14}")
_E164 = phonenumbers.PhoneNumberFormat.E164
_FOLD = str.maketrans("İIıŞşĞğÜüÖöÇçЁё", "iiissgguuooccее")


class AddressWrong(Invalid):
    """Parts of an address are missing, too long or unknown; `fields` names each with its rule."""

    code = "address_invalid"
    template = gettext_noop("The address is incomplete or wrong. Look at the marked fields.")


class PhoneWrong(Invalid):
    """The text is no phone number that can be dialed from abroad."""

    code = "phone_invalid"
    template = gettext_noop(
        "“%(phone)s” is not a phone number. Write it with its country code, such as +90 532 123 45 67."
    )


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """Where somebody can be reached by parcel. Carts and orders keep a copy of it."""

    name: str
    line1: str
    city: str
    country: str
    line2: str = ""
    district: str = ""
    region: str = ""
    postal_code: str = ""
    phone: str = ""

    def tidied(self) -> PostalAddress:
        """Return it without stray spaces, the country in capitals and the phone international where it can be."""
        trimmed = {name: " ".join(value.split()) for name, value in asdict(self).items()}
        country = trimmed["country"].upper()
        phone = international(trimmed["phone"], country) or trimmed["phone"]
        return PostalAddress(**{**trimmed, "country": country, "phone": phone})

    def wrong_fields(self) -> dict[str, str]:
        """Name each wrong field and the rule it breaks: required, too_long, unknown_country or phone."""
        values = asdict(self)
        wrong = {name: "required" for name in REQUIRED if not values[name].strip()}
        wrong |= {name: "too_long" for name, most in LONGEST.items() if len(values[name]) > most}
        if self.country not in COUNTRIES:
            wrong.setdefault("country", "unknown_country")
        if self.phone and not _INTERNATIONAL.fullmatch(self.phone):
            wrong.setdefault("phone", "phone")
        return wrong

    def check(self) -> None:
        """Raise AddressWrong with the fields that are wrong."""
        if wrong := self.wrong_fields():
            raise AddressWrong(fields=wrong)


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """Somebody to add, without a login. An empty email means none."""

    name: str
    email: str = ""
    phone: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class AddressToSave:
    """An address to add, or to replace where `id` says which."""

    address: PostalAddress
    label: str = ""
    is_default: bool = False
    id: AddressId | None = None


@dataclass(frozen=True, slots=True)
class CustomerRow:
    id: CustomerId
    number: str
    email: str
    name: str
    phone: str
    language: str
    created_at: datetime
    has_login: bool


@dataclass(frozen=True, slots=True)
class AddressRow:
    id: AddressId
    label: str
    address: PostalAddress
    is_default: bool


class SignInWay(StrEnum):
    """How a session began."""

    PASSWORD = "password"  # noqa: S105 - the name of a way, not a secret
    CODE = "code"
    PASSKEY = "passkey"


class Purpose(StrEnum):
    """What a contact point may be used for, beside what an order itself needs; a device is one, too."""

    OFFERS = "offers"
    REMINDERS = "reminders"
    ORDER_NEWS = "order_news"
    ORDER_TEXTS = "order_texts"


class ContactChannel(StrEnum):
    """How a contact point is reached."""

    EMAIL = "email"
    SMS = "sms"
    PUSH = "push"


# The sentence somebody agrees to, by purpose, and its version: a changed sentence needs a new one.
CONSENT_TEXTS: dict[Purpose, tuple[str, str]] = {
    Purpose.OFFERS: ("offers-1", gettext_noop("Send me news and offers. I can take this back at any time.")),
    Purpose.REMINDERS: ("reminders-1", gettext_noop("Remind me of what I left in my basket or on my list.")),
    Purpose.ORDER_NEWS: ("order-news-1", gettext_noop("Show me on this device what becomes of my orders.")),
    Purpose.ORDER_TEXTS: ("order-texts-1", gettext_noop("Text me when an order waits for me, and my sign-in codes.")),
}


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in. `was_taken_back`: whoever had opened the account before without proving its email is out.

    `had_password`: who wished to register had an account already, whose password stays.
    """

    id: CustomerId
    language: str
    was_taken_back: bool = False
    had_password: bool = False


@dataclass(frozen=True, slots=True)
class Registration:
    """What somebody who registers wrote: kept until they prove that the email is theirs. `secret`: the password, hashed."""

    email: str
    name: str
    secret: str


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A device on which a customer is signed in."""

    id: UUID
    device: str
    way: SignInWay
    began_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class PasskeyRow:
    id: UUID
    label: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """What a device made: its name for the key, the public half, and the host it works for."""

    credential: bytes
    public_key: bytes
    sign_count: int
    site: str
    label: str


@dataclass(frozen=True, slots=True)
class KnownPasskey:
    """What is needed to check a signature."""

    customer_id: CustomerId
    public_key: bytes
    sign_count: int


@dataclass(frozen=True, slots=True)
class ConsentToRecord:
    """Somebody said yes or no to one use of one contact point; `source` is where: checkout, account, office."""

    contact: str
    channel: ContactChannel
    purpose: Purpose
    is_given: bool
    source: str
    language: str = "en"
    customer_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A word said, as the ledger keeps it."""

    id: UUID
    contact: str
    channel: ContactChannel
    purpose: Purpose
    is_given: bool
    text_version: str
    source: str
    said_at: datetime
    said_by: str


def phone_of(text: str, country: str = "TR") -> str:
    """Return a phone as E.164, or nothing for nothing. Raises PhoneWrong."""
    if not text.strip():
        return ""
    phone = international(text, country)
    if not phone:
        raise PhoneWrong(phone=text[:40])
    return phone


def international(text: str, country: str) -> str:
    """Write a phone as E.164 the way its country dials it; nothing if no phone can have that number."""
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(number, _E164) if phonenumbers.is_possible_number(number) else ""


def fold(text: str) -> str:
    """Make a text searchable: lower case, and the letters that Turkish and Russian keyboards mix up made one."""
    return text.translate(_FOLD).lower()
