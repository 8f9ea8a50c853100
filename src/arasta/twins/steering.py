"""The control API that every twin has: its clock, settings, faults, letters and log. Plain JSON, no password.

Another twin serves `routes(twin, deliver, own actions)` under its /control, where one of its actions is
("GET", "/state", ...) and another ("POST", "/reset", ...); an action takes the open books and the call.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from functools import partial
from typing import Any

from starlette.routing import BaseRoute, Route

from arasta.twins import deliveries, faults, log
from arasta.twins.books import Books, Settings, change_settings, load_settings
from arasta.twins.deliveries import Pumped
from arasta.twins.faults import Fault
from arasta.twins.store import savepoint
from arasta.twins.twin import S, Twin
from arasta.twins.web import refuse_foreign_form
from arasta.twins.wire import Answer, Call, Refusal, Sleep, endpoint, query_number, whole_number

MOST_PUMPED = 500
FURTHEST_MS = 10**11

Action = tuple[str, str, Callable[[Books[S], Call], Answer]]
Deliver = Callable[..., Pumped]


def control(twin: Twin[S], act: Callable[[Books[S], Call], Answer]) -> Callable[[Call], Answer]:
    """Run a control action in one transaction."""

    def answer(call: Call) -> Answer:
        try:
            refuse_foreign_form(call)
            with twin.books() as books, savepoint(books.db):
                return act(books, call)
        except Refusal as refusal:
            return refusal.plain()

    return answer


def shown_settings(twin: Twin[S], books: Books[S]) -> dict[str, Any]:
    """Return the settings as they are stored now."""
    return asdict(load_settings(books.db, twin.settings))


def shown_faults(twin: Twin[S], books: Books[S]) -> dict[str, Any]:
    """Return every fault the twin plays with its switch."""
    return faults.shown(books.db, books.switches, twin.faults)


def show_settings(twin: Twin[S], books: Books[S], call: Call) -> Answer:
    """Show the settings."""
    return Answer(200, shown_settings(twin, books))


def put_settings(twin: Twin[S], books: Books[S], call: Call) -> Answer:
    """Change some settings."""
    change_settings(books.db, twin.settings, call.json_object())
    return Answer(200, shown_settings(twin, books))


def move_clock(twin: Twin[S], books: Books[S], call: Call) -> Answer:
    """Set the offset of twin time (`offsetMs`) or add to it (`advanceMs`)."""
    body = call.json_object()
    offset = body.get("offsetMs", books.settings.clock_offset_ms)
    advance = whole_number(body.get("advanceMs", 0), "advanceMs", least=-FURTHEST_MS, most=FURTHEST_MS)
    start = whole_number(offset, "offsetMs", least=-FURTHEST_MS, most=FURTHEST_MS)
    change_settings(books.db, twin.settings, {"clock_offset_ms": start + advance})
    now_ms = books.now_ms - books.settings.clock_offset_ms + start + advance
    return Answer(200, {"offsetMs": start + advance, "now": now_ms})


def show_faults(twin: Twin[S], books: Books[S], call: Call) -> Answer:
    """Show every fault with its switch."""
    return Answer(200, shown_faults(twin, books))


def put_faults(twin: Twin[S], books: Books[S], call: Call) -> Answer:
    """Turn faults on or off: {"seed": 7, "faults": {"reorder": {"percent": 20, "times": null}}}."""
    body = call.json_object()
    asked = body.get("faults", {})
    if not isinstance(asked, dict) or not all(name in set(twin.faults) for name in asked):
        raise Refusal(400, "unknown_fault", f"faults may name {', '.join(twin.faults)}.")
    if "seed" in body:
        change_settings(books.db, twin.settings, {"fault_seed": body["seed"]})
    for name, value in asked.items():
        percent, times = faults.read(value)
        faults.turn(books.db, books.switches, Fault(name), percent=percent, times=times)
    return Answer(200, shown_faults(twin, books))


def delete_faults(twin: Twin[S], books: Books[S], call: Call) -> Answer:
    """Turn every fault off."""
    faults.clear(books.db, books.switches)
    return Answer(200, shown_faults(twin, books))


def show_log(books: Books[Settings], call: Call) -> Answer:
    """Show the newest requests."""
    limit = query_number(call.query, "limit", 100, least=1, most=log.KEEP)
    return Answer(200, {"requests": log.latest(books.db, limit)})


def list_deliveries(books: Books[Settings], call: Call) -> Answer:
    """Show the newest deliveries of webhooks."""
    return Answer(200, {"deliveries": deliveries.latest(books)})


def forget(statements: Iterable[str]) -> Callable[[Books[Settings], Call], Answer]:
    """Return the action that forgets everything by these statements; numbers go on where they were."""

    def reset(books: Books[Settings], call: Call) -> Answer:
        for statement in statements:
            books.db.execute(statement)
        books.switches.clear()
        return Answer(200, {"reset": True})

    return reset


def _run_pump(deliver: Deliver) -> Callable[[Call], Answer]:
    def answer(call: Call) -> Answer:
        try:
            refuse_foreign_form(call)
            limit = whole_number(call.json_object().get("limit", 50), "limit", least=1, most=MOST_PUMPED)
        except Refusal as refusal:
            return refusal.plain()
        return Answer(200, deliver(limit=limit))

    return answer


def routes(twin: Twin[S], sleep: Sleep, own: Iterable[Action[S]], deliver: Deliver | None) -> list[BaseRoute]:
    """Return the control routes of a twin: those all have, and its own; `deliver` sends what is due."""
    actions: list[Action[S]] = [
        ("GET", "/settings", partial(show_settings, twin)),
        ("PUT", "/settings", partial(put_settings, twin)),
        ("POST", "/clock", partial(move_clock, twin)),
        ("GET", "/faults", partial(show_faults, twin)),
        ("PUT", "/faults", partial(put_faults, twin)),
        ("DELETE", "/faults", partial(delete_faults, twin)),
        ("GET", "/log", show_log),
        *own,
    ]
    if deliver is not None:
        actions.append(("GET", "/deliveries", list_deliveries))
    served: list[BaseRoute] = [
        Route(path, endpoint(control(twin, act), sleep), methods=[method]) for method, path, act in actions
    ]
    if deliver is not None:
        served.append(Route("/pump", endpoint(_run_pump(deliver), sleep), methods=["POST"]))
    return served
