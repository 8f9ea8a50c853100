"""How an account at a channel stands for us now: what may still be called, what holds, what was said last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from arasta.contexts.channels.types.credentials import SecretsState, TokenState


@dataclass(frozen=True, slots=True)
class BudgetLeft:
    """What may be spent at once of a group of calls, and until when the channel asked us to send none."""

    group: str
    left: int
    full: int
    blocked_seconds: int


@dataclass(frozen=True, slots=True)
class Standing:
    """An account's budgets, breaker, token and sets of secrets. `open_seconds`: nothing is called for so long."""

    budgets: Sequence[BudgetLeft] = ()
    failures: int = 0
    open_seconds: int = 0
    token: TokenState | None = None
    other_secrets: Sequence[SecretsState] = ()


@dataclass(frozen=True, slots=True)
class LastCall:
    """A call as it may be shown. Without a status there was no answer, and `silence` says why."""

    id: int
    at: datetime
    method: str
    path: str
    group: str
    status: int | None
    silence: str
    elapsed_ms: int
    sent: str
    received: str

    @property
    def worked(self) -> bool:
        return self.status is not None and self.status < 400
