"""The shop itself: its keys, its name and its currency."""

import hmac
from dataclasses import dataclass

from arasta.twins import twin
from arasta.twins.served import Surroundings
from arasta.twins.store import Store
from arasta.twins.twin import secret_digest
from arasta.twins.woocommerce.schema import SCHEMA
from arasta.twins.woocommerce.types import FAULTS, TUNED, Settings

DEMO_KEY = "ck_demo"
DEMO_SECRET = "cs_demo"  # noqa: S105 - a fake opens with a known secret
HOME = "https://woo.example"
CURRENCY = "TRY"
COUNTRY = "TR:34"
VERSION = "9.9.0"


@dataclass(frozen=True, kw_only=True)
class Shop(twin.Twin[Settings]):
    """A shop with the one pair of keys it knows."""

    key: str = DEMO_KEY
    secret: str = DEMO_SECRET

    def knows(self, key: str, secret: str) -> bool:
        """Tell whether a pair of keys is the shop's own."""
        same_key = hmac.compare_digest(key.encode(), self.key.encode())
        return hmac.compare_digest(secret_digest(secret), secret_digest(self.secret)) and same_key


def open_shop(around: Surroundings) -> Shop:
    """Open the shop over its file."""
    return Shop(
        name="woocommerce",
        store=Store(around.home / "woocommerce.sqlite3", SCHEMA),
        now=around.now,
        seed=around.seed,
        http=around.http,
        settings=Settings,
        faults=FAULTS,
        tuned=TUNED,
        pictures=around.pictures,
    )
