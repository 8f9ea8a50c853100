"""What an installation says of itself: the seller, its marketplace, and the secrets that open it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from arasta.connectors.amazon.marketplaces import MARKETPLACES
from arasta.contexts.channels.ports import Account, SettingsWrong
from arasta.kernel.transport.wire import Unreadable, read_json

NAME = "amazon"
LOGIN_URL = "https://api.amazon.com/auth/o2/token"
OWN_STOCK = "DEFAULT"
NEEDED_SECRETS = ("client_id", "client_secret", "refresh_token")
QUEUE_NEEDS = ("queue_key", "queue_secret")


@dataclass(frozen=True)
class Shop:
    """One seller on one marketplace."""

    seller_id: str
    marketplace_id: str
    country: str
    language: str
    amazon_stock: str
    base_url: str
    login_url: str
    currency: str
    tax_rate: Decimal
    settings: Mapping[str, str]
    secrets: Mapping[str, str]
    carriers: Mapping[str, str]

    def setting(self, name: str, default: str = "") -> str:
        """Return a setting, or the default where it is absent or empty."""
        return self.settings.get(name) or default


def read_shop(account: Account) -> Shop:
    """Read the settings of an installation. Raises SettingsWrong."""
    settings, secrets = account.settings, account.secrets
    market = MARKETPLACES.get(settings.get("marketplace_id", ""))
    carriers = _carriers(settings.get("carrier_codes", ""))
    percent = settings.get("tax_percent") or "20"
    checks = {
        "seller_id": bool(settings.get("seller_id")),
        "marketplace_id": market is not None,
        "carrier_codes": carriers is not None,
        "tax_percent": percent.isdigit(),
        **{name: bool(secrets.get(name)) for name in NEEDED_SECRETS},
        **{name: bool(secrets.get(name)) for name in QUEUE_NEEDS if settings.get("queue_url")},
    }
    for name, is_right in checks.items():
        if not is_right:
            raise SettingsWrong(connector=NAME, missing=name)
    assert market is not None and carriers is not None  # noqa: S101, PT018 - checked above
    return Shop(
        seller_id=settings["seller_id"],
        marketplace_id=settings["marketplace_id"],
        country=market.country,
        language=settings.get("language") or market.language,
        amazon_stock=market.region.stock,
        base_url=settings.get("base_url") or market.region.base_url,
        login_url=settings.get("login_url") or LOGIN_URL,
        currency=account.currency,
        tax_rate=Decimal(percent) / 100,
        settings=settings,
        secrets=secrets,
        carriers=carriers,
    )


def _carriers(text: str) -> Mapping[str, str] | None:
    """Read which of Amazon's carrier codes stands for a carrier of ours; None when it is no such table."""
    if not text:
        return {}
    try:
        table = read_json(text)
    except Unreadable:
        return None
    is_table = isinstance(table, dict) and all(isinstance(code, str) for code in table.values())
    return {name.casefold(): code for name, code in table.items()} if is_table else None
