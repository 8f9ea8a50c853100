"""The marketplace itself: a twin with a seller, its grant and its queue."""

from dataclasses import dataclass

from arasta.twins import twin
from arasta.twins.amazon import feeds, items, notices
from arasta.twins.amazon.schema import SCHEMA
from arasta.twins.amazon.types import FAULTS, TUNED, Books, Settings
from arasta.twins.served import Surroundings
from arasta.twins.store import Store
from arasta.twins.twin import secret_digest

NAME = "amazon"


@dataclass(frozen=True)
class Account:
    """A seller, the application it gave its grant to, and who may read its queue."""

    seller_id: str = "A1DEMOSELLER"
    client_id: str = "amzn1.application-oa2-client.demo"
    client_secret: str = "demo-client-secret"  # noqa: S105 - a fake opens with known secrets
    refresh_token: str = "Atzr|demo-grant"  # noqa: S105
    queue_key: str = "DEMOQUEUEKEY"
    queue_arn: str = "arn:aws:sqs:eu-west-1:000000000000:arasta-demo"


def _fall_due(books: Books) -> None:
    feeds.work_off(books)
    items.take_effect(books)


def open_market(around: Surroundings, account: Account) -> twin.Twin[Settings]:
    """Open the marketplace over its file; its seller is enrolled and hears of everything by its queue."""
    opened = twin.Twin(
        name=NAME,
        store=Store(around.home / f"{NAME}.sqlite3", SCHEMA),
        now=around.now,
        seed=around.seed,
        http=around.http,
        settings=Settings,
        faults=FAULTS,
        tuned=TUNED,
        pictures=around.pictures,
        fall_due=_fall_due,
    )
    with opened.books() as books:
        _enroll(books, account)
        notices.subscribe_all(books, account.queue_arn)
    return opened


def _enroll(books: Books, account: Account) -> None:
    books.db.execute(
        "INSERT INTO seller (id, client_id, client_digest, grant_digest, queue_key) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (id) DO UPDATE SET client_id = excluded.client_id, client_digest = excluded.client_digest, "
        "grant_digest = excluded.grant_digest, queue_key = excluded.queue_key",
        (
            account.seller_id,
            account.client_id,
            secret_digest(account.client_secret),
            secret_digest(account.refresh_token),
            account.queue_key,
        ),
    )
