"""The shop itself: a twin with one merchant's account, its places, and what falls due in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from arasta.twins import twin
from arasta.twins.served import Surroundings
from arasta.twins.shopify import purchases, sending, subscribing
from arasta.twins.shopify.desk import Desk
from arasta.twins.shopify.schema import SCHEMA
from arasta.twins.shopify.types import FAULTS, TUNED, Books, Settings
from arasta.twins.store import Store
from arasta.twins.twin import secret_digest
from arasta.twins.wire import Refusal


@dataclass(frozen=True)
class Account:
    """A merchant's shop and the app that is installed in it."""

    domain: str = "kervan.myshopify.com"
    name: str = "Kervan"
    token: str = "shpat-demo-token"  # noqa: S105 - a fake opens with a known secret
    client_id: str = "demo-client-id"
    client_secret: str = "shpss-demo-secret"  # noqa: S105 - a fake opens with a known secret
    currency: str = "TRY"
    country: str = "TR"
    places: tuple[tuple[int, str], ...] = ((71001, "Main warehouse"), (71002, "Second warehouse"))


@dataclass(frozen=True, kw_only=True)
class Shop(twin.Twin[Settings]):
    """A shop."""

    account: Account


def open_shop(around: Surroundings, account: Account) -> Shop:
    """Open the shop over its file."""
    shop = Shop(
        name="shopify",
        store=Store(around.home / "shopify.sqlite3", SCHEMA),
        now=around.now,
        seed=around.seed,
        http=around.http,
        settings=Settings,
        faults=FAULTS,
        tuned=TUNED,
        pictures=around.pictures,
        fall_due=carry_out,
        account=account,
    )
    with shop.books() as books:
        enroll(books, account)
    return shop


def enroll(books: Books, account: Account) -> None:
    """Write down the shop, or give it new credentials."""
    books.db.execute("DELETE FROM shop WHERE domain <> ?", (account.domain,))
    books.db.execute(
        "INSERT INTO shop VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (domain) DO UPDATE SET name = excluded.name, "
        "token_digest = excluded.token_digest, client_secret = excluded.client_secret",
        (
            account.domain,
            account.name,
            secret_digest(account.token),
            account.client_secret,
            account.currency,
            account.country,
        ),
    )
    books.db.executemany(
        "INSERT INTO place VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
        [(number, name, position) for position, (number, name) in enumerate(account.places)],
    )


def read_shop(books: Books) -> Mapping[str, Any]:
    """Return the shop."""
    return dict(books.db.execute("SELECT * FROM shop").fetchone())


def carry_out(books: Books) -> None:
    """Do the jobs whose time has come."""
    if not books.db.execute("SELECT 1 FROM shop").fetchone():
        return
    rows = books.db.execute(
        "SELECT * FROM job WHERE done = 0 AND ready_ms <= ? ORDER BY id", (books.now_ms,)
    ).fetchall()
    if not rows:
        return
    desk = Desk(books, read_shop(books))
    for row in rows:
        books.db.execute("UPDATE job SET done = 1 WHERE id = ?", (row["id"],))
        purchase = purchases.load(books, row["about"]) if row["work"] == "cancel" else None
        if purchase is not None:
            _cancel(desk, purchase)
    subscribing.announce(desk)


def _cancel(desk: Desk, purchase: purchases.Purchase) -> None:
    try:
        sending.cancel(desk, purchase, restock=False)
    except Refusal:
        return
