"""What is not used here, and what stands in its place."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.lint.source import Found, Rule, Source

MONEY = ("src/arasta/contexts", "src/arasta/flows")
OURS = ("src/arasta",)
OUTSIDERS = ("src/arasta/twins",)
_CLOCKS = {"now", "utcnow", "today"}
_TIMES = {"datetime", "date", "timezone"}


def _float(source: Source) -> Iterator[Found]:
    if not source.is_below(*MONEY) and str(source.path) != "src/arasta/kernel/money.py":
        return
    for node in source.nodes:
        if isinstance(node, ast.Name) and node.id == "float":
            yield Found(node.lineno, "float where money passes")


def _get_model(source: Source) -> Iterator[Found]:
    if not source.is_below(*OURS) or "migrations" in source.path.parts:
        return
    for node in source.nodes:
        if isinstance(node, ast.Attribute) and node.attr in {"get_model", "get_registered_model"}:
            yield Found(node.lineno, f"{node.attr} opens another room's tables unseen")


def _chance(source: Source) -> Iterator[Found]:
    if source.is_below(*OURS):
        yield from _imports(source, "random", "randomness comes in as an argument")


def _clock(source: Source) -> Iterator[Found]:
    if not source.is_below(*OURS) or source.is_below(*OUTSIDERS) or str(source.path) == "src/arasta/kernel/clock.py":
        return
    for node in source.nodes:
        if not isinstance(node, ast.Attribute) or node.attr not in _CLOCKS:
            continue
        owner = node.value
        name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
        if name in _TIMES:
            yield Found(node.lineno, f"{name}.{node.attr} reads the machine's clock")


def _signals(source: Source) -> Iterator[Found]:
    if source.is_below(*OURS):
        yield from _imports(source, "django.db.models.signals", "signals act at a distance")
        yield from _imports(source, "django.dispatch", "signals act at a distance")


def _generic_keys(source: Source) -> Iterator[Found]:
    if source.is_below(*OURS):
        yield from _imports(source, "django.contrib.contenttypes.fields", "generic keys are checked by nobody")


def _imports(source: Source, module: str, what: str) -> Iterator[Found]:
    for node in source.nodes:
        if isinstance(node, ast.ImportFrom):
            names = {node.module or "", *(f"{node.module}.{one.name}" for one in node.names)}
        elif isinstance(node, ast.Import):
            names = {one.name for one in node.names}
        else:
            continue
        if any(name == module or name.startswith(f"{module}.") for name in names):
            yield Found(node.lineno, f"{module}: {what}")


RULES = [
    Rule("no-float", "Money is whole minor units; a float loses kuruş in silence", _float),
    Rule("no-get-model", "A table is opened by the services and queries of its own context", _get_model),
    Rule("no-random", "What is drawn inside cannot be tested or replayed", _chance),
    Rule("no-clock", "Time comes in as an argument; edges read arasta.kernel.clock", _clock),
    Rule("no-signals", "Who reacts is written in handlers, where one can look", _signals),
    Rule("no-generic-keys", "A column points to one table, and the database holds it to that", _generic_keys),
]
