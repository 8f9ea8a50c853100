"""The demo's account at iyzico's twin: chosen at the checkout of the web shop, paid on the twin's page."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

import httpx
from django.conf import settings
from django.urls import reverse

from arasta.contexts.payments import queries as payment_book
from arasta.contexts.payments.services import accounts
from arasta.contexts.payments.types import ACCOUNT_PREFIX, AccountToSave
from arasta.kernel.access import SYSTEM
from arasta.kernel.http import outbound
from arasta.kernel.ids import to_public

PROVIDER = "iyzico"
_SETTINGS = {"environment": "twin"}
_SECRETS = {"secret_key": "demo-iyzico-secret"}


def open_account(channel: UUID) -> None:
    """Let a web shop be paid through the twin."""
    wanted = AccountToSave(
        provider=PROVIDER,
        channel_id=channel,
        name="iyzico (twin)",
        settings={**_SETTINGS, "api_key": "demo-iyzico-key"},
        secrets=_SECRETS,
    )
    accounts.save_account(wanted, actor=SYSTEM)


def have_called() -> None:
    """Enter at the twin where it calls us, as one does in the panel of the real one."""
    for row in payment_book.accounts(only_active=True):
        if row.provider == PROVIDER and row.settings.get("environment") == _SETTINGS["environment"]:
            hook = settings.PUBLIC_URL.rstrip("/") + reverse("payment_hook", args=[to_public(ACCOUNT_PREFIX, row.id)])
            with suppress(httpx.HTTPError), outbound.client(base_url=settings.TWINS_URL) as client:
                client.put("/iyzico/control/webhook", json={"url": hook})
