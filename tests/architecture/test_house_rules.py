"""The rules of this house: each catches what it is there for. That the tree keeps them, `make lint` sees."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from tools.lint.__main__ import RULES, faults
from tools.lint.source import Source

ROOT = Path(__file__).parents[2]
SERVICES = "src/arasta/contexts/inventory/services/levels.py"
QUERIES = "src/arasta/contexts/inventory/queries.py"
FLOW = "src/arasta/flows/ordering/place_order.py"
SAID = '"""A flow."""\n'


def broken(path: str, text: str) -> list[tuple[int, str]]:
    """Return (line, rule) of what is wrong in a file with this text."""
    return [(line, sentence.partition(":")[0]) for line, sentence in faults(Source(PurePosixPath(path), text))]


def signature(annotation: str, imported: str = "") -> str:
    return f"{imported}\ndef take(given: {annotation}) -> None: ...\n"


def test_rules_have_names_and_reasons() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(len(rule.reason) > 20 for rule in RULES)


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("src/arasta/kernel/x.py", "a = 1\n" * 401, (1, "module-size")),
        ("src/arasta/x/templates/x.html", "<p></p>\n" * 201, (1, "module-size")),
        ("tests/test_x.py", "def x() -> None:\n" + "    a = 1\n" * 60, (1, "function-size")),
        ("src/arasta/kernel/x.py", "class X:\n" + "    a = 1\n" * 250, (1, "class-size")),
        ("src/arasta/kernel/x.py", "def x(a, b, *, c, d, e, f, g, h): ...\n", (1, "parameters")),
        (SERVICES, "price = float('1.2')\n", (1, "no-float")),
        (FLOW, SAID + "def x(rate: float) -> None: ...\n", (2, "no-float")),
        ("src/arasta/kernel/money.py", "a: dict[str, float] = {}\n", (1, "no-float")),
        (FLOW, SAID + "from django.apps import apps\norder = apps.get_model('orders', 'Order')\n", (3, "no-get-model")),
        ("src/arasta/kernel/x.py", "import random\n", (1, "no-random")),
        ("src/arasta/kernel/x.py", "from random import choice\n", (1, "no-random")),
        ("src/arasta/kernel/x.py", "import datetime\nat = datetime.datetime.now()\n", (2, "no-clock")),
        ("src/arasta/kernel/x.py", "from django.utils import timezone\nat = timezone.now()\n", (2, "no-clock")),
        ("src/arasta/kernel/x.py", "from datetime import date\non = date.today()\n", (2, "no-clock")),
        ("src/arasta/kernel/x.py", "from django.db.models import signals\n", (1, "no-signals")),
        ("src/arasta/kernel/x.py", "from django.dispatch import receiver\n", (1, "no-signals")),
        (
            "src/arasta/kernel/x.py",
            "from django.contrib.contenttypes.fields import GenericForeignKey\n",
            (1, "no-generic-keys"),
        ),
        (SERVICES, "from dataclasses import dataclass\n@dataclass\nclass X:\n    a: int\n", (3, "frozen")),
        (SERVICES, "from dataclasses import dataclass\n@dataclass(slots=True)\nclass X:\n    a: int\n", (3, "frozen")),
        ("src/arasta/contexts/inventory/__init__.py", "", (1, "says-what-for")),
        (FLOW, "a = 1\n", (1, "says-what-for")),
    ],
)
def test_a_rule_catches_what_it_is_there_for(path: str, text: str, expected: tuple[int, str]) -> None:
    assert broken(path, text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        signature("Level", "from arasta.contexts.inventory.models import Level"),
        signature("QuerySet[int]", "from django.db.models import QuerySet"),
        signature("HttpRequest", "from django.http import HttpRequest"),
        signature("dict[str, Any]", "from typing import Any"),
        signature("dict[str, object]"),
        signature("list['Level']", "from arasta.contexts.inventory.models import Level"),
        signature("float | str").replace("float", "complex"),
        "class Mutable:\n    pass\ndef take(given: Mutable) -> None: ...\n",
        "def take(given) -> None: ...\n",
        "def take(given: int): ...\n",
        "async def take(given: object) -> None: ...\n",
    ],
)
@pytest.mark.parametrize("path", [SERVICES, QUERIES])
def test_what_may_not_cross_a_door(path: str, text: str) -> None:
    assert [rule for _, rule in broken(path, text)] == ["door"]


@pytest.mark.parametrize(
    "text",
    [
        signature("UUID", "from uuid import UUID"),
        signature("Sequence[tuple[UUID, int]] | None", "from uuid import UUID\nfrom collections.abc import Sequence"),
        signature("Mapping[str, datetime]", "from datetime import datetime\nfrom collections.abc import Mapping"),
        signature("Page[Money]", "from arasta.kernel.pages import Page\nfrom arasta.kernel.money import Money"),
        signature("Level", "from arasta.contexts.inventory.types import Level"),
        "Key = tuple[int, int]\ndef take(given: Key) -> None: ...\n",
        "def _inside(given: object): ...\n",
    ],
)
def test_what_may_cross_a_door(text: str) -> None:
    assert broken(SERVICES, text) == []


def test_what_is_fine_elsewhere() -> None:
    assert broken("src/arasta/local/probes.py", "seconds: float = 1.5\n") == []
    assert broken("src/arasta/kernel/clock.py", "from datetime import datetime\nat = datetime.now()\n") == []
    assert broken("src/arasta/contexts/x/migrations/0001_initial.py", "apps.get_model('a', 'b')\n") == []


def test_a_rule_may_be_broken_for_a_reason() -> None:
    assert broken(SERVICES, "a = float(1)  # lint: allow no-float - a share, not money\n") == []
    assert broken(SERVICES, "# lint: allow no-float - a share, not money\na = float(1)\n") == []


def test_without_a_reason_it_may_not() -> None:
    text = "a = float(1)  # lint: allow no-float\n"

    assert sorted(broken(SERVICES, text)) == [(1, "no-float"), (1, "unused-allow")]


def test_a_permission_that_nobody_needs_is_taken_back() -> None:
    assert broken(SERVICES, "a = 1  # lint: allow no-float - it was one once\n") == [(1, "unused-allow")]
