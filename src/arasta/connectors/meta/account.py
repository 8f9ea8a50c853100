"""What a catalog's account is made of."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from arasta.contexts.channels.ports import Account, SettingsWrong

NAME = "meta"
BASE_URL = "https://graph.facebook.com/v26.0"


@dataclass(frozen=True, slots=True)
class Catalog:
    """One catalog."""

    catalog_id: str
    currency: str
    base_url: str
    token: str


def read(account: Account) -> Catalog:
    """Read settings and secrets. Raises SettingsWrong."""
    settings = account.settings
    if not settings.get("catalog_id", "").isdigit():
        raise SettingsWrong(connector=NAME, missing="catalog_id")
    if not account.secrets.get("access_token"):
        raise SettingsWrong(connector=NAME, missing="access_token")
    base = (settings.get("base_url") or BASE_URL).rstrip("/")
    if urlsplit(base).scheme not in {"http", "https"}:
        raise SettingsWrong(connector=NAME, missing="base_url")
    return Catalog(settings["catalog_id"], account.currency, base, account.secrets["access_token"])
