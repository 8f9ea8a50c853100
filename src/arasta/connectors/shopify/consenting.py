"""Installing the app on the shop's own page: the merchant consents there, and the code that comes back buys the token.

The token is an offline one: it holds until the app is removed. What the browser brings back is signed with the secret of
the app.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlencode, urlsplit

from arasta.connectors.shopify.client import GROUP, VERSION
from arasta.contexts.channels.ports import Account, ChannelTrouble, ConsentRefused, SettingsWrong
from arasta.contexts.channels.types import Trouble, failures
from arasta.kernel.transport.wire import HttpRequest, HttpResponse, Plan, Unreadable, write_json

TOKEN = "access_token"  # noqa: S105 - a name, not a secret
LONGEST = timedelta(hours=1)
SCOPES = (
    "write_orders",
    "write_products",
    "write_inventory",
    "read_locations",
    "write_publications",
    "write_returns",
    "write_merchant_managed_fulfillment_orders",
    "read_shopify_payments_accounts",
    "read_shopify_payments_payouts",
)
"""What we ask for; to write a thing includes to read it."""


class ShopConsent:
    """Consent on the page of a merchant's shop."""

    @property
    def brings(self) -> frozenset[str]:
        """Name the secret that consent brings."""
        return frozenset({TOKEN})

    def address(self, account: Account, *, state: str, return_to: str) -> str:
        """Return the shop's page of consent. Raises SettingsWrong."""
        query = {
            "client_id": _needed(account, account.settings, "client_id"),
            "scope": ",".join(SCOPES),
            "redirect_uri": return_to,
            "state": state,
        }
        _needed(account, account.secrets, "client_secret")
        return f"{origin(account)}/admin/oauth/authorize?{urlencode(query)}"

    def code(self, account: Account, answer: Mapping[str, str], *, state: str, now: datetime) -> str:
        """Judge an answer by its signature, its state, its shop and its age. Raises ConsentRefused."""
        said = signature(answer, account.secrets["client_secret"])
        sent_at = answer.get("timestamp", "")
        is_ours = (
            hmac.compare_digest(said.encode(), answer.get("hmac", "").encode())
            and hmac.compare_digest(state.encode(), answer.get("state", "").encode())
            and answer.get("shop", "").casefold() == account.settings["shop"].casefold()
            and sent_at.isdecimal()
            and abs(now.timestamp() - int(sent_at)) <= LONGEST.total_seconds()
        )
        if not is_ours or not answer.get("code"):
            raise ConsentRefused
        return answer["code"]

    def exchange(self, account: Account, code: str) -> Plan[Mapping[str, str]]:
        """Plan to exchange the code for the token. Raises ChannelTrouble, also where less was granted than we need."""
        body = {
            "client_id": account.settings["client_id"],
            "client_secret": account.secrets["client_secret"],
            "code": code,
        }
        shop = urlsplit(origin(account))
        answer = yield HttpRequest(
            method="POST",
            path=f"{shop.path}/admin/oauth/access_token",
            base=f"{shop.scheme}://{shop.netloc}",
            group=GROUP,
            headers={"content-type": "application/json"},
            body=write_json(body),
        )
        failure = failures.failure_of(answer, _words)
        if failure is not None:
            raise ChannelTrouble(failure.trouble, failure.text)
        assert isinstance(answer, HttpResponse)  # noqa: S101 - narrows for the type checker
        try:
            said = answer.json()
            token, granted = str(said[TOKEN]), set(str(said["scope"]).split(","))
        except (Unreadable, KeyError, TypeError) as wrong:
            raise ChannelTrouble(Trouble.UNREADABLE, "no token in the answer") from wrong
        missing = [one for one in SCOPES if one not in granted]
        if missing:
            raise ChannelTrouble(Trouble.REFUSED, f"not granted: {', '.join(missing)}")
        return {TOKEN: token}


def _words(answer: HttpResponse) -> tuple[str, str]:
    try:
        body = answer.json()
        return str(body["error"]), str(body.get("error_description") or "")
    except (Unreadable, KeyError, TypeError, AttributeError):
        return f"http_{answer.status}", ""


def origin(account: Account) -> str:
    """Return where a shop answers browsers."""
    base = account.settings.get("base_url", "").removesuffix("/").removesuffix(f"/admin/api/{VERSION}")
    return base or f"https://{_needed(account, account.settings, 'shop')}"


def signature(answer: Mapping[str, str], secret: str) -> str:
    """Sign an answer as the shop does: its values by name, without the signature itself."""
    pairs = sorted((name, value) for name, value in answer.items() if name not in {"hmac", "signature"})
    text = "&".join(f"{_plain(name).replace('=', '%3D')}={_plain(value)}" for name, value in pairs)
    return hmac.new(secret.encode(), text.encode(), sha256).hexdigest()


def _plain(text: str) -> str:
    return text.replace("%", "%25").replace("&", "%26")


def _needed(account: Account, values: Mapping[str, str], name: str) -> str:
    if not values.get(name):
        raise SettingsWrong(connector="shopify", missing=name)
    return values[name]
