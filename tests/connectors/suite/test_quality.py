"""Every connector grades itself honestly: what it calls done it can do, and what it cannot it gives a reason for."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

import arasta.connectors
from arasta.contexts.channels.ports import Opened, connector_named
from arasta.contexts.channels.types import Capabilities, Op, Stream
from tests.connectors.suite.bench import Bench

Judge = Callable[[Capabilities, Opened], bool]

GRADED: Mapping[str, Judge] = {
    "orders": lambda able, opened: Stream.ORDERS in able.pull,
    "returns": lambda able, opened: Stream.RETURNS in able.pull,
    "settlements": lambda able, opened: Stream.SETTLEMENTS in able.pull,
    "webhooks": lambda able, opened: able.webhook is not None,
    "signed_calls": lambda able, opened: able.webhook is not None and able.webhook.is_signed,
    "rotation": lambda able, opened: able.webhook is not None,
    "reads_back": lambda able, opened: able.reads_back,
    "absolute_stock": lambda able, opened: Op.STOCK in able.push,
    "cap_of_quantity": lambda able, opened: able.push[Op.STOCK].largest is not None,
    "stock_per_place": lambda able, opened: able.push[Op.STOCK].per_place,
    "cancel": lambda able, opened: Op.CANCEL in able.push,
    "refund": lambda able, opened: Op.REFUND in able.push,
    "answers_to_returns": lambda able, opened: {Op.APPROVE_RETURN, Op.REJECT_RETURN} <= set(able.push),
    "invoice_links": lambda able, opened: Op.INVOICE_LINK in able.push,
    "listings": lambda able, opened: Op.LISTING in able.push,
    "unlisting": lambda able, opened: Op.UNLIST in able.push,
    "rate_groups": lambda able, opened: bool(able.rate_groups),
    "rate_budget": lambda able, opened: opened.read_budget is not None,
    "token_is_renewed": lambda able, opened: opened.token is not None,
    "personal_data_masked_in_records": lambda able, opened: bool(able.private_keys),
}
"""Rules that a machine can judge."""

ASKED = ("webhooks", "returns", "cancel", "refund", "settlements", "reads_back", "rotation", "rate_budget")
"""What every connector must say something about."""

NEEDED_FOR = {
    "bronze": (),
    "silver": ("absolute_stock", "rate_groups", "results_per_item"),
    "gold": ("absolute_stock", "rate_groups", "results_per_item", "webhooks", "rotation", "returns", "reads_back"),
}


def quality(connector: str) -> dict[str, Any]:
    """Read what a connector says of itself."""
    return described(connector, "quality")


def described(connector: str, name: str) -> dict[str, Any]:
    """Read one of the descriptions in a connector's folder."""
    [home] = arasta.connectors.__path__
    return tomllib.loads((Path(home) / connector / f"{name}.toml").read_text(encoding="utf-8"))


def is_done(rule: str | Mapping[str, str]) -> bool:
    return (rule if isinstance(rule, str) else rule["status"]) == "done"


def test_what_it_calls_done_it_can_do(bench: Bench) -> None:
    rules = quality(bench.rig.connector)["rules"]
    opened = connector_named(bench.rig.connector)(bench.rig.account)

    said = {name: is_done(rules[name]) for name in GRADED if name in rules}

    assert said == {name: GRADED[name](bench.able, opened) for name in said}


@pytest.mark.parametrize("asked", ASKED)
def test_it_hides_nothing(bench: Bench, asked: str) -> None:
    assert asked in quality(bench.rig.connector)["rules"]


def test_what_is_exempt_has_a_reason_and_the_level_is_earned(bench: Bench) -> None:
    graded = quality(bench.rig.connector)

    for name, rule in graded["rules"].items():
        assert is_done(rule) or len(rule["reason"].split()) >= 5, name
    assert all(is_done(graded["rules"].get(name, "exempt")) for name in NEEDED_FOR[graded["level"]])


@pytest.mark.parametrize("language", ["tr", "ru"])
def test_what_is_exempt_is_said_in_every_language(bench: Bench, language: str) -> None:
    rules = quality(bench.rig.connector)["rules"]
    words = described(bench.rig.connector, "words")

    exempt = {name for name, rule in rules.items() if not is_done(rule)}

    assert set(words[language].get("exempt", {})) == exempt
