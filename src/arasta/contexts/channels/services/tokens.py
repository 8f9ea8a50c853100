"""Commands: fetch an installation's token for all processes, one of them at a time; keep it sealed.

The lease is a row with an end: it is taken and given back by single statements, and no transaction is open while the
network is asked. Whoever has to wait reads the row again until the token is there. Time is the database's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
from django.conf import settings as django_settings

from arasta.contexts.channels.ports import ChannelTrouble, Token, TokenPlan
from arasta.contexts.channels.types.sync import Trouble
from arasta.kernel import db, sealing
from arasta.kernel.transport.sending import Headers, Pace, Send, carry_out

LEASE = timedelta(seconds=30)
EARLY = timedelta(minutes=2)
TOO_LATE = timedelta(seconds=5)
REFUSAL_HOLDS = timedelta(seconds=60)
FRESH = timedelta(seconds=30)
ASK_AGAIN_SECONDS = 0.2

_LOOK = "SELECT sealed, expires_at, fetched_at, version, trouble, refused, refused_at FROM channels_access_token"

_LEASE = """
INSERT INTO channels_access_token (installation_id, leased_until) VALUES (%(installation)s, %(until)s)
ON CONFLICT (installation_id) DO UPDATE SET leased_until = excluded.leased_until
WHERE channels_access_token.version = %(version)s
  AND COALESCE(channels_access_token.leased_until, '-infinity') <= %(now)s
"""

_KEEP = """
UPDATE channels_access_token SET sealed = %(sealed)s, fetched_at = %(now)s, expires_at = %(expires)s,
  version = version + 1, leased_until = NULL, trouble = '', refused = '', refused_at = NULL
WHERE installation_id = %(installation)s
"""

_GIVE_UP = """
UPDATE channels_access_token SET leased_until = NULL, trouble = %(trouble)s, refused = %(refused)s, refused_at = %(now)s
WHERE installation_id = %(installation)s
"""


@dataclass(frozen=True, slots=True)
class _Row:
    """The token's row as it was read; version 0 without a token."""

    sealed: str = ""
    expires_at: datetime | None = None
    fetched_at: datetime | None = None
    version: int = 0
    trouble: str = ""
    refused: str = ""
    refused_at: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Tell whether there is a token that may still be used."""
        return self.expires_at is not None and now < self.expires_at - min(TOO_LATE, self._life / 10)

    def is_old(self, now: datetime) -> bool:
        """Tell whether it is time to fetch the next one, while this one still serves."""
        return self.expires_at is not None and now >= self.expires_at - min(EARLY, self._life / 5)

    @property
    def _life(self) -> timedelta:
        if self.expires_at is None or self.fetched_at is None:
            return timedelta(0)
        return max(self.expires_at - self.fetched_at, timedelta(0))


class SharedToken:
    """The identity of a session: headers of the token that all processes share."""

    def __init__(self, installation_id: UUID, plan: TokenPlan, pace: Pace) -> None:
        self._installation_id = installation_id
        self._plan = plan
        self._pace = pace
        self._held: tuple[_Row, Headers] | None = None

    def headers(self, send: Send) -> Headers:
        """Return headers that hold. Raises ChannelTrouble when none can be had.

        A token near its end is renewed by one process, while the others use it on.
        """
        now = self._now()
        if self._held is not None and self._held[0].holds(now) and not self._held[0].is_old(now):
            return self._held[1]
        row = self._look()
        if row.holds(now) and row.is_old(now) and self._take_lease(row.version):
            return self._fetch(send)
        return self._current(send, is_enough=lambda row: row.holds(self._now()))

    def renewed(self, send: Send, refused: Headers) -> Headers | None:
        """Return newer headers than those refused; nothing if the token was fetched only now. Raises ChannelTrouble."""
        if self._held is None:
            return None
        version, row = self._held[0].version, self._look()
        if row.version == version and row.fetched_at is not None and self._now() - row.fetched_at < FRESH:
            return None
        return self._current(send, is_enough=lambda row: row.version > version and row.holds(self._now()))

    def _current(self, send: Send, *, is_enough: Callable[[_Row], bool]) -> Headers:
        """Read the row until it holds what is wanted, or fetch it when nobody else does."""
        give_up = self._now() + LEASE
        while True:
            row = self._look()
            if is_enough(row):
                return self._hold(row, _headers(row))
            self._refuse_soon_after_refusal(row)
            if self._take_lease(row.version):
                return self._fetch(send)
            if self._now() >= give_up:
                raise ChannelTrouble(Trouble.UNAVAILABLE, "the token is being fetched elsewhere for too long")
            self._pace.sleep(ASK_AGAIN_SECONDS)

    def _fetch(self, send: Send) -> Headers:
        """Fetch a token under the lease that was taken."""
        try:
            token = carry_out(self._plan(self._now()), send)
        except BaseException as wrong:
            self._give_up(wrong)
            raise
        plain = {"headers": msgspec.json.encode(dict(token.headers)).decode()}
        values = {"sealed": sealing.seal(plain, django_settings.FIELD_KEY), "expires": token.expires_at}
        db.execute(_KEEP, {**values, "now": self._now(), "installation": self._installation_id})
        return self._hold(self._look(), token.headers)

    def _give_up(self, wrong: BaseException) -> None:
        trouble, detail = Trouble.UNREADABLE, type(wrong).__name__
        if isinstance(wrong, ChannelTrouble):
            trouble, detail = wrong.trouble, wrong.detail
        values = {"trouble": trouble.value, "refused": detail[:500]}
        db.execute(_GIVE_UP, {**values, "installation": self._installation_id, "now": self._now()})

    def _refuse_soon_after_refusal(self, row: _Row) -> None:
        """A grant that was revoked a moment ago is not asked for again by everybody."""
        is_over = row.refused_at is None or self._now() - row.refused_at >= REFUSAL_HOLDS
        if not is_over and row.trouble == Trouble.AUTH.value:
            raise ChannelTrouble(Trouble.AUTH, row.refused)

    def _take_lease(self, version: int) -> bool:
        now = self._now()
        values = {"installation": self._installation_id, "version": version, "now": now, "until": now + LEASE}
        return db.execute(_LEASE, values) == 1

    def _look(self) -> _Row:
        found = db.rows(f"{_LOOK} WHERE installation_id = %s", [self._installation_id])
        return _Row(*found[0]) if found else _Row()

    def _hold(self, row: _Row, headers: Headers) -> Headers:
        self._held = (row, headers)
        return headers

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._pace.now(), tz=UTC)


class OwnToken:
    """The identity of one session alone, kept nowhere: for a connection that is only tried."""

    def __init__(self, plan: TokenPlan, pace: Pace) -> None:
        self._plan = plan
        self._pace = pace
        self._held: Token | None = None

    def headers(self, send: Send) -> Headers:
        """Return headers that hold. Raises ChannelTrouble when none can be had."""
        now = datetime.fromtimestamp(self._pace.now(), tz=UTC)
        if self._held is None or self._held.expires_at <= now:
            self._held = carry_out(self._plan(now), send)
        return self._held.headers

    def renewed(self, send: Send, refused: Headers) -> Headers | None:
        """Return newer headers. Raises ChannelTrouble."""
        self._held = None
        return self.headers(send)


def forget(installation_id: UUID) -> None:
    """Drop the token of an installation: its secrets changed."""
    db.execute(
        "UPDATE channels_access_token SET sealed = '', expires_at = NULL, version = version + 1, trouble = '',"
        " refused = '', refused_at = NULL WHERE installation_id = %s",
        [installation_id],
    )


def _headers(row: _Row) -> Headers:
    opened = sealing.unseal(row.sealed, django_settings.FIELD_KEY)["headers"]
    return msgspec.json.decode(opened, type=dict[str, str])
