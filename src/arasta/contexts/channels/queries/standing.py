"""Reads: how accounts at channels stand, and what was said last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from uuid import UUID

from arasta.contexts.channels.ports import Account, SettingsWrong, UnknownConnector, connector_named
from arasta.contexts.channels.queries import channels, secrets
from arasta.contexts.channels.types import Installation
from arasta.contexts.channels.types.standing import BudgetLeft, LastCall, Standing
from arasta.kernel.sealing import CannotOpen
from arasta.kernel.transport import exchanges, shared
from arasta.kernel.transport.limits import RateGroup


def standing(channel_id: UUID) -> Standing:
    """Return how a channel's account stands. Raises InstallationMissing."""
    installation = channels.installation(channel_id)
    account = str(installation.id)
    budgets = [BudgetLeft(*astuple(one)) for one in shared.left_of(account, _groups(installation))]
    breaker = shared.breakers_of([account]).get(account)
    return Standing(
        budgets=budgets,
        failures=breaker.failures if breaker else 0,
        open_seconds=breaker.open_seconds if breaker else 0,
        token=secrets.token_state(installation.id),
        other_secrets=secrets.other_secrets(installation.id),
    )


def open_breakers(installation_ids: Sequence[UUID]) -> Mapping[UUID, int]:
    """Return for how many seconds nothing is called, of the accounts of which that is so."""
    found = shared.breakers_of([str(one) for one in installation_ids])
    return {one: found[str(one)].open_seconds for one in installation_ids if str(one) in found}


def last_calls(installation_id: UUID, *, only_failed: bool = False, limit: int = 50) -> list[LastCall]:
    """Return the last calls of an account, newest first."""
    return [
        LastCall(*astuple(one)) for one in exchanges.latest(str(installation_id), limit=limit, only_failed=only_failed)
    ]


def _groups(installation: Installation) -> Sequence[RateGroup]:
    """Return the budgets of an account; one whose settings are wrong calls nothing and has none."""
    try:
        account = Account(installation.settings, installation.secrets, installation.currency)
        return connector_named(installation.connector)(account).connector.capabilities().rate_groups
    except (SettingsWrong, UnknownConnector, CannotOpen):
        return ()
