"""Serve the twins: `granian --interface asgi arasta.twins.asgi:app`.

Reads `ARASTA_HOME` (files lie in its folder `twins`), and where wanted
`ARASTA_TWINS_SEED`, `ARASTA_TWINS_URL` (the address browsers use),
`ARASTA_TWINS_PICTURES_FROM` and `ARASTA_TWINS_PICTURES_TO` (pictures sent under the first address
are fetched from the second), `ARASTA_TRENDYOL_SELLER`, `ARASTA_TRENDYOL_KEY`, `ARASTA_TRENDYOL_SECRET` and
`ARASTA_TESTPAY_SECRET`.
"""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from starlette.applications import Starlette

from arasta.twins.app import Options, create_app
from arasta.twins.trendyol.twin import Account

PUMP_SECONDS = 1.0


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - an edge: here the clock comes in


def build(environ: Mapping[str, str]) -> Starlette:
    """Build the application from the environment."""
    stand_in = Options()
    account = Account(
        seller_id=int(environ.get("ARASTA_TRENDYOL_SELLER", stand_in.account.seller_id)),
        api_key=environ.get("ARASTA_TRENDYOL_KEY", stand_in.account.api_key),
        api_secret=environ.get("ARASTA_TRENDYOL_SECRET", stand_in.account.api_secret),
    )
    options = Options(
        account=account,
        pay_secret=environ.get("ARASTA_TESTPAY_SECRET", stand_in.pay_secret),
        public_url=environ.get("ARASTA_TWINS_URL", "").rstrip("/") or None,
        pictures=(environ.get("ARASTA_TWINS_PICTURES_FROM", ""), environ.get("ARASTA_TWINS_PICTURES_TO", "")),
        pump_seconds=PUMP_SECONDS,
    )
    home = Path(environ.get("ARASTA_HOME", ".arasta")) / "twins"
    return create_app(home, now=_now, seed=int(environ.get("ARASTA_TWINS_SEED", "1")), options=options)


app = build(os.environ)
