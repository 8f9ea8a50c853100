"""Write what each connector can do into docs/connectors.md, from what they declare.

Run it where a connector learned or lost something: `python -m tests.connectors.capabilities`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import django

FILE = Path(__file__).parents[2] / "docs" / "connectors.md"
HEAD = """# What the connectors can do

Written by `python -m tests.connectors.capabilities` from what the connectors declare of themselves; a test compares. How
well each is made, and why something is missing, stands in its `quality.toml`; the reasons are repeated below.
"""


def written() -> str:
    """Return the page."""
    from arasta.contexts.channels.queries.connectors import connectors
    from arasta.contexts.channels.types.connectors import Manifest
    from arasta.contexts.channels.types.protocol import Capabilities
    from arasta.contexts.channels.types.sync import Op, Stream

    rows: Mapping[str, Callable[[Capabilities], bool]] = {
        "Orders in": lambda able: Stream.ORDERS in able.pull,
        "Returns in": lambda able: Stream.RETURNS in able.pull,
        "Fees and settlements in": lambda able: Stream.SETTLEMENTS in able.pull,
        "Listings in": lambda able: Stream.LISTINGS in able.pull,
        "Listings read back": lambda able: able.reads_back,
        "Calls us": lambda able: able.webhook is not None,
        "Stock out": lambda able: Op.STOCK in able.push,
        "Stock per place": lambda able: Op.STOCK in able.push and able.push[Op.STOCK].per_place,
        "Prices out": lambda able: Op.PRICE in able.push,
        "Listings out": lambda able: Op.LISTING in able.push,
        "Listings ended": lambda able: Op.UNLIST in able.push,
        "Picking told": lambda able: Op.ACCEPT in able.push,
        "Invoice number told": lambda able: Op.INVOICE in able.push,
        "Invoice link told": lambda able: Op.INVOICE_LINK in able.push,
        "Tracking told": lambda able: Op.TRACKING in able.push,
        "Cancellation told": lambda able: Op.CANCEL in able.push,
        "Refund told": lambda able: Op.REFUND in able.push,
        "Returns approved and rejected": lambda able: {Op.APPROVE_RETURN, Op.REJECT_RETURN} <= set(able.push),
    }

    def line(cells: list[str]) -> str:
        return f"| {' | '.join(cells)} |"

    def able(one: Manifest) -> Capabilities:
        assert one.offers is not None, one.name
        return one.offers

    shown = connectors("en")
    table = [line(["", *(one.title for one in shown)]), line(["---"] * (len(shown) + 1))]
    table.append(line(["Kind", *(one.kind.replace("_", " ") for one in shown)]))
    table.append(line(["Grade", *(one.level for one in shown)]))
    table += [line([name, *("yes" if judge(able(one)) else "no" for one in shown)]) for name, judge in rows.items()]
    parts = [HEAD, "\n".join(table)]
    for one in shown:
        reasons = [f"- {missing.rule.replace('_', ' ')}: {missing.reason}" for missing in one.exempt]
        parts.append("\n".join([f"## {one.title}", "", *reasons]))
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arasta.config.settings")
    django.setup()
    FILE.write_text(written(), encoding="utf-8")
