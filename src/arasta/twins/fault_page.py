"""The page of a twin's switches: its faults, its settings, its webhooks and the requests it answered.

Another twin adds `routes(twin, deliver)` to its routes; its texts need NAME.name, NAME.tagline, NAME.foot and one per
tab (texts/NAME/LANGUAGE.toml), and `setting.X` for each setting in its `tuned`.
"""

from collections.abc import Callable
from typing import Any

from starlette.routing import BaseRoute, Route

from arasta.twins import deliveries, faults, log
from arasta.twins.books import Books, change_settings
from arasta.twins.faults import Fault, Switch
from arasta.twins.steering import Deliver
from arasta.twins.twin import S, Twin
from arasta.twins.web import Act, GoTo, Page, Visit, page
from arasta.twins.wire import Refusal, query_number

LOG_SHOWN = 60
FURTHEST = 10**11


def framed(twin: Twin[S], tab: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return a page's values with what its frame (templates/twin.html) shows."""
    return {"twin": twin.name, "tabs": twin.tabs, "tab": tab} | values


def in_books(twin: Twin[S], act: Callable[[Books[S], Visit], Page | GoTo]) -> Act:
    """Run a page in one transaction."""

    def run(visit: Visit) -> Page | GoTo:
        with twin.books() as books:
            return act(books, visit)

    return run


def show(twin: Twin[S], *, with_webhooks: bool) -> Callable[[Books[S], Visit], Page]:
    """Show the switches, the settings, the webhooks and the request log."""

    def run(books: Books[S], visit: Visit) -> Page:
        off = Switch(0, None, 0, 0)
        values = {
            "now_ms": books.now_ms,
            "switches": [{"name": fault.value, "switch": books.switches.get(fault, off)} for fault in twin.faults],
            "settings": [(name, getattr(books.settings, name)) for name in twin.tuned],
            "webhooks": deliveries.webhooks(books) if with_webhooks else None,
            "requests": log.latest(books.db, LOG_SHOWN),
        }
        return Page("faults.html", framed(twin, "faults", values))

    return run


def switch(twin: Twin[S]) -> Callable[[Books[S], Visit], GoTo]:
    """Turn one fault on or off, or all of them off."""

    def run(books: Books[S], visit: Visit) -> GoTo:
        name = visit.form.get("fault", "")
        if name == "none":
            faults.clear(books.db, books.switches)
            return GoTo(f"/{twin.name}/faults")
        if name not in set(twin.faults):
            raise Refusal(400, "unknown_fault", visit.say("faults.unknown"))
        percent = query_number(visit.form, "percent", 100, least=1, most=100)
        times = query_number(visit.form, "times", 0, least=0, most=1_000_000) or None
        strength = percent if visit.form.get("on") == "1" else 0
        faults.turn(books.db, books.switches, Fault(name), percent=strength, times=times)
        return GoTo(f"/{twin.name}/faults#{name}")

    return run


def tune(twin: Twin[S]) -> Callable[[Books[S], Visit], GoTo]:
    """Change the settings that the page shows."""

    def run(books: Books[S], visit: Visit) -> GoTo:
        named = [name for name in twin.tuned if name in visit.form]
        changes = {name: query_number(visit.form, name, 0, least=-FURTHEST, most=FURTHEST) for name in named}
        change_settings(books.db, twin.settings, changes)
        return GoTo(f"/{twin.name}/faults#settings")

    return run


def _deliver_now(twin: Twin[S], deliver: Deliver) -> Act:
    def run(visit: Visit) -> GoTo:
        deliver()
        return GoTo(f"/{twin.name}/faults#webhooks")

    return run


def routes(twin: Twin[S], deliver: Deliver | None) -> list[BaseRoute]:
    """Return the routes of the page; without `deliver` the twin sends no webhooks."""
    shown = show(twin, with_webhooks=deliver is not None)
    served: list[BaseRoute] = [
        Route("/faults", page(in_books(twin, shown)), methods=["GET"]),
        Route("/faults", page(in_books(twin, switch(twin))), methods=["POST"]),
        Route("/faults/settings", page(in_books(twin, tune(twin))), methods=["POST"]),
    ]
    if deliver is not None:
        served.append(Route("/faults/deliver", page(_deliver_now(twin, deliver)), methods=["POST"]))
    return served
