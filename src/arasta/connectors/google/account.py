"""What a merchant's account is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import msgspec

from arasta.contexts.channels.ports import Account, SettingsWrong

NAME = "google"
BASE_URL = "https://merchantapi.googleapis.com"
TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
CALLS_PER_MINUTE = "300"
_GRANT = ("client_id", "client_secret", "refresh_token")


class KeyFile(msgspec.Struct):
    """The part of a service account's key file that signs."""

    client_email: str
    private_key: str


@dataclass(frozen=True, slots=True)
class Merchant:
    """One account with one data source of ours. `places`: our location codes and the codes of stores there."""

    account_id: str
    data_source: str
    language: str
    label: str
    currency: str
    base_url: str
    token_url: str
    calls_per_minute: int
    places: Mapping[str, str]
    key_file: KeyFile | None
    grant: Mapping[str, str]

    @property
    def parent(self) -> str:
        return f"accounts/{self.account_id}"

    @property
    def source(self) -> str:
        return f"{self.parent}/dataSources/{self.data_source}"


def read(account: Account) -> Merchant:
    """Read settings and secrets. Raises SettingsWrong."""
    settings, secrets = account.settings, account.secrets
    for name in ("account_id", "data_source"):
        if not settings.get(name, "").isdigit():
            raise SettingsWrong(connector=NAME, missing=name)
    key_file = _key_file(secrets.get("service_account", ""))
    if key_file is None and not all(secrets.get(name) for name in _GRANT):
        raise SettingsWrong(connector=NAME, missing="service_account")
    calls = settings.get("calls_per_minute") or CALLS_PER_MINUTE
    if not calls.isdigit() or not int(calls):
        raise SettingsWrong(connector=NAME, missing="calls_per_minute")
    return Merchant(
        account_id=settings["account_id"],
        data_source=settings["data_source"],
        language=(settings.get("content_language") or "tr").lower(),
        label=(settings.get("feed_label") or "TR").upper(),
        currency=account.currency,
        base_url=_address(settings, "base_url", BASE_URL),
        token_url=_address(settings, "token_url", TOKEN_URL),
        calls_per_minute=int(calls),
        places=_places(settings.get("places", "")),
        key_file=key_file,
        grant={name: secrets.get(name, "") for name in _GRANT},
    )


def _address(settings: Mapping[str, str], name: str, default: str) -> str:
    address = settings.get(name) or default
    if urlsplit(address).scheme not in {"http", "https"}:
        raise SettingsWrong(connector=NAME, missing=name)
    return address.rstrip("/")


def _key_file(text: str) -> KeyFile | None:
    if not text:
        return None
    try:
        return msgspec.json.decode(text, type=KeyFile)
    except msgspec.DecodeError as wrong:
        raise SettingsWrong(connector=NAME, missing="service_account") from wrong


def _places(text: str) -> Mapping[str, str]:
    try:
        return msgspec.json.decode(text, type=dict[str, str]) if text else {}
    except msgspec.DecodeError as wrong:
        raise SettingsWrong(connector=NAME, missing="places") from wrong
