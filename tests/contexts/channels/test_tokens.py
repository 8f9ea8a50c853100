"""A token is fetched once for all processes, renewed before its end and when it is refused, and kept sealed."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from pytest_django import Settings

from arasta.contexts.channels.ports import ChannelTrouble, Token
from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.queries import secrets
from arasta.contexts.channels.services import channels
from arasta.contexts.channels.services.tokens import SharedToken
from arasta.contexts.channels.types.sync import Trouble
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.transport.sending import Pace
from arasta.kernel.transport.wire import Answer, HttpRequest, HttpResponse, Plan
from tests import makers
from tests.connectors.trendyol.bench import SECRETS, SETTINGS
from tests.flows.stall import KEY

pytestmark = pytest.mark.django_db(transaction=True)

ASK = HttpRequest(method="POST", path="/token", group="tokens")


class Issuer:
    """Whoever gives tokens, a clock, and processes that want one."""

    def __init__(self, *, lives: timedelta = timedelta(hours=1)) -> None:
        channel = makers.make_channel(kind="marketplace")
        channels.install(channel, connector="trendyol", settings=SETTINGS, secrets=SECRETS, actor=SYSTEM)
        self.installation: UUID = reads.installation(channel).id
        self.at, self.lives, self.given, self.refuses = datetime(2026, 11, 21, tzinfo=UTC), lives, 0, False
        self.slept = 0.0

    def process(self) -> SharedToken:
        return SharedToken(self.installation, self._plan, Pace(now=self._seconds, sleep=self._sleep))

    def _seconds(self) -> float:
        return self.at.timestamp()

    def _sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.at += timedelta(seconds=seconds)

    def _plan(self, at: datetime) -> Plan[Token]:
        yield ASK
        if self.refuses:
            raise ChannelTrouble(Trouble.AUTH, "the grant was revoked")
        return Token({"authorization": f"Bearer token-{self.given}"}, at + self.lives)

    def send(self, request: HttpRequest) -> Answer:
        assert request is ASK
        self.given += 1
        return HttpResponse(200, {}, b"{}")


@pytest.fixture
def issuer(settings: Settings) -> Issuer:
    settings.FIELD_KEY = KEY
    return Issuer()


def shown(issuer: Issuer, process: SharedToken) -> str:
    return process.headers(issuer.send)["authorization"]


def test_all_processes_use_one_token(issuer: Issuer) -> None:
    tokens = [shown(issuer, issuer.process()) for _ in range(3)]

    assert (tokens, issuer.given) == (["Bearer token-1"] * 3, 1)
    [(sealed,)] = db.rows("SELECT sealed FROM channels_access_token")
    assert "token-1" not in sealed


def test_it_is_renewed_a_bit_before_its_end(issuer: Issuer) -> None:
    process = issuer.process()
    shown(issuer, process)

    tokens = []
    for minutes in (57, 2, 1, 50):
        issuer.at += timedelta(minutes=minutes)
        tokens.append(shown(issuer, process))

    assert tokens == ["Bearer token-1", "Bearer token-2", "Bearer token-2", "Bearer token-2"]


def test_while_one_renews_it_the_others_use_it_on(issuer: Issuer) -> None:
    shown(issuer, issuer.process())
    issuer.at += timedelta(minutes=59)
    db.execute("UPDATE channels_access_token SET leased_until = %s", [issuer.at + timedelta(seconds=30)])

    assert shown(issuer, issuer.process()) == "Bearer token-1"
    assert (issuer.given, issuer.slept) == (1, 0)


def test_a_process_that_died_while_fetching_blocks_the_others_for_its_lease_only(issuer: Issuer) -> None:
    until = issuer.at + timedelta(seconds=20)
    db.execute(
        "INSERT INTO channels_access_token (installation_id, leased_until) VALUES (%s, %s)",
        [issuer.installation, until],
    )

    assert shown(issuer, issuer.process()) == "Bearer token-1"
    assert 20 <= round(issuer.slept, 3) < 21


def test_a_refused_token_is_renewed_once_by_whoever_comes_first(issuer: Issuer) -> None:
    first, second = issuer.process(), issuer.process()
    before = [first.headers(issuer.send), second.headers(issuer.send)]
    issuer.at += timedelta(minutes=5)

    renewed = [process.renewed(issuer.send, old) for process, old in zip((first, second), before, strict=True)]
    at_once = first.renewed(issuer.send, renewed[0] or {})

    assert renewed == [{"authorization": "Bearer token-2"}] * 2
    assert (at_once, issuer.given) == (None, 2)


def test_a_revoked_grant_is_named_and_not_asked_for_again_by_everybody(issuer: Issuer) -> None:
    issuer.refuses = True

    for _ in range(3):
        with pytest.raises(ChannelTrouble) as caught:
            shown(issuer, issuer.process())
    state = secrets.token_state(issuer.installation)
    asked = issuer.given
    issuer.at, issuer.refuses = issuer.at + timedelta(minutes=2), False

    assert (caught.value.trouble, caught.value.detail, asked) == (Trouble.AUTH, "the grant was revoked", 1)
    assert state is not None
    assert (state.trouble, state.refused) == (Trouble.AUTH, "the grant was revoked")
    assert shown(issuer, issuer.process()) == "Bearer token-2"


def test_many_at_once_fetch_one(issuer: Issuer) -> None:
    found: list[str] = []
    start = threading.Barrier(6)

    def fetch() -> None:
        try:
            start.wait()
            found.append(shown(issuer, issuer.process()))
        finally:
            connection.close()

    threads = [threading.Thread(target=fetch) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (found, issuer.given) == (["Bearer token-1"] * 6, 1)
