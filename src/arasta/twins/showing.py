"""Pages and control routes of services that show what others sell: what is shown, what is refused, which feeds are read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.routing import BaseRoute, Route

from arasta.twins import feed_sources, offers
from arasta.twins.books import Books
from arasta.twins.fault_page import framed, in_books
from arasta.twins.offers import Settings
from arasta.twins.steering import Action, forget
from arasta.twins.twin import Twin
from arasta.twins.web import GoTo, Page, Visit, page
from arasta.twins.wire import Answer, Call, Refusal, query_number, whole_number

PER_PAGE = 24
MOST_ROWS = 1000


@dataclass(frozen=True)
class Shown:
    """What a card shows of an offer."""

    title: str
    picture: str
    price: str
    before: str
    availability: str
    link: str
    group: str


def _in_store(store: str, said: Mapping[str, Any]) -> tuple[str, Any, Any]:
    return store, said.get("quantity", ""), said.get("availability", "")


Cards = Callable[[Mapping[str, Any]], Shown]
Fetch = Callable[[], int]


def window(twin: Twin[Settings], card: Cards) -> Callable[[Books[Settings], Visit], Page]:
    """Show what was made of what was sent."""

    def run(books: Books[Settings], visit: Visit) -> Page:
        text = visit.call.query.get("q", "")[:100]
        after = query_number(visit.call.query, "after", 0, least=0, most=10**9)
        rows = offers.listed(books, text=text, after=after, limit=PER_PAGE + 1)
        stores = offers.stores_of(books, [row["key"] for row in rows[:PER_PAGE]])
        cards = []
        for row in rows[:PER_PAGE]:
            shown = card(offers.shown_of(books, row) or offers.sent_of(row))
            cards.append(
                {
                    "shown": shown,
                    "picture": twin.picture(books, shown.picture),
                    "id": row["offer_id"],
                    "waits": row["due_ms"] is not None,
                    "issues": offers.issues_of(row),
                    "stores": [_in_store(store, said) for store, said in stores[row["key"]]],
                }
            )
        values = {
            "query": text,
            "cards": cards,
            "next": rows[PER_PAGE - 1]["number"] if len(rows) > PER_PAGE else None,
            "counts": offers.counts(books),
            "sources": feed_sources.sources(books),
        }
        return Page("showing.html", framed(twin, "shop", values))

    return run


def _change_sources(twin: Twin[Settings], fetch: Fetch) -> Callable[[Visit], GoTo]:
    def run(visit: Visit) -> GoTo:
        with twin.books() as books:
            if visit.form.get("remove", "").isdigit():
                feed_sources.remove(books, int(visit.form["remove"]))
            elif visit.form.get("url"):
                feed_sources.add(books, visit.form["url"].strip())
            else:
                feed_sources.hurry(books)
        fetch()
        return GoTo(f"/{twin.name}/#feeds")

    return run


def routes(twin: Twin[Settings], card: Cards, fetch: Fetch) -> list[BaseRoute]:
    """Return the routes of the page."""
    return [
        Route("/", page(in_books(twin, window(twin, card))), methods=["GET"]),
        Route("/feeds", page(_change_sources(twin, fetch)), methods=["POST"]),
    ]


def list_offers(books: Books[Settings], call: Call) -> Answer:
    """Show the truth about offers: `?id=` names one."""
    limit = query_number(call.query, "limit", 100, least=1, most=MOST_ROWS)
    rows = offers.listed(books, text=call.query.get("id", ""), limit=limit)
    stores = offers.stores_of(books, [row["key"] for row in rows])
    found = [
        {
            "id": row["offer_id"],
            "key": row["key"],
            "origin": row["origin"],
            "version": row["version"],
            "sent": offers.sent_of(row),
            "shown": offers.shown_of(books, row),
            "waits": row["due_ms"] is not None,
            "issues": [{"field": one.field, "code": one.code, "refused": one.refused} for one in offers.issues_of(row)],
            "stores": dict(stores[row["key"]]),
        }
        for row in rows
    ]
    return Answer(200, {"offers": found})


def drop_offer(books: Books[Settings], call: Call) -> Answer:
    """Take an offer out, as somebody would behind our back."""
    found = offers.listed(books, text=call.params["id"], limit=MOST_ROWS)
    rows = [row for row in found if row["offer_id"] == call.params["id"]]
    if not rows:
        raise Refusal(404, "not_found", f"There is no offer {call.params['id']}.")
    for row in rows:
        offers.drop(books, row["key"])
    return Answer(200, {"dropped": call.params["id"]})


def add_feed(books: Books[Settings], call: Call) -> Answer:
    """Know the address of a feed: {url}; it is fetched with the next stroke of the pump."""
    feed_sources.add(books, str(call.json_object().get("url", "")))
    return list_feeds(books, call)


def list_feeds(books: Books[Settings], call: Call) -> Answer:
    """Show the feeds and what came of the last fetch."""
    return Answer(200, {"feeds": [dict(row) for row in feed_sources.sources(books)]})


def state(books: Books[Settings], call: Call) -> Answer:
    """Show how much there is."""
    return Answer(200, {"now": books.now_ms, **offers.counts(books)})


def fetch_now(twin: Twin[Settings], fetch: Fetch) -> Callable[[Call], Answer]:
    """Fetch every feed at once, outside any transaction."""

    def run(call: Call) -> Answer:
        whole_number(len(call.body), "body", least=0, most=10_000)
        with twin.books() as books:
            feed_sources.hurry(books)
        return Answer(200, {"fetched": fetch()})

    return run


def actions(reset: tuple[str, ...]) -> list[Action[Settings]]:
    """Return the control actions that these services share."""
    return [
        ("GET", "/state", state),
        ("POST", "/reset", forget((*offers.RESET, *feed_sources.RESET, *reset))),
        ("GET", "/offers", list_offers),
        ("DELETE", "/offers/{id}", drop_offer),
        ("GET", "/feeds", list_feeds),
        ("POST", "/feeds", add_feed),
    ]
