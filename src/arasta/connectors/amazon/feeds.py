"""Many changes at once: a feed is put where Amazon says, worked off later, and reported on item by item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import msgspec

from arasta.connectors.amazon import answers
from arasta.connectors.amazon.account import Shop
from arasta.connectors.amazon.client import Calls, download, upload
from arasta.contexts.channels.ports import ChannelTrouble
from arasta.contexts.channels.types import ItemResult, Outcome, Polled, Pushed, Trouble
from arasta.contexts.channels.types.failures import SOON, Failure
from arasta.kernel.transport.wire import Plan, Unreadable, read_json, write_json

MOST_MESSAGES = 25_000
TICKET_LIVES = timedelta(days=2)
FIRST_POLL = timedelta(seconds=30)
NEXT_POLL = timedelta(seconds=60)
RUNNING = frozenset({"IN_QUEUE", "IN_PROGRESS"})
VERSION = "2.0"

_NO_RECEIPT = Failure(Outcome.UNKNOWN, Trouble.UNREADABLE, "no_receipt", "", SOON)

Message = Mapping[str, Any]


class Placed(msgspec.Struct, rename="camel"):
    """Where a document lies or is to be put."""

    feed_document_id: str
    url: str


class Begun(msgspec.Struct, rename="camel"):
    """A feed that was taken in."""

    feed_id: str


class Feed(msgspec.Struct, rename="camel"):
    """How far a feed is."""

    processing_status: str
    result_feed_document_id: str = ""


class Problem(msgspec.Struct, rename="camel"):
    """What was wrong with a message, or with the feed as a whole where no SKU is named."""

    severity: str
    message: str
    sku: str = ""
    code: str = ""


class Done(msgspec.Struct, rename="camel"):
    """An item whose message was taken."""

    sku: str


class Report(msgspec.Struct, rename="camel"):
    """What became of a feed's messages."""

    issues: list[Problem] = msgspec.field(default_factory=list)
    items: list[Done] = msgspec.field(default_factory=list)


def send(calls: Calls, shop: Shop, messages: Sequence[Message]) -> Plan[Pushed]:
    """Send messages as one feed; all wait for its report, or all share one failure."""
    skus = [str(message["sku"]) for message in messages]
    try:
        placed = answers.expect((yield calls.new_document()), Placed)
        answers.expect_good((yield upload(placed.url, content(shop, messages))))
    except ChannelTrouble as trouble:
        failure = Failure(_OUTCOMES.get(trouble.trouble, Outcome.RETRY), trouble.trouble, "feed", trouble.detail, SOON)
        return Pushed(results=[failure.result(sku) for sku in skus])
    answer = yield calls.new_feed(placed.feed_document_id)
    refusal = answers.failure_of(answer)
    if refusal is not None:
        return Pushed(results=[refusal.result(sku) for sku in skus])
    try:
        feed = answers.expect(answer, Begun)
    except ChannelTrouble:
        return Pushed(results=[_NO_RECEIPT.result(sku) for sku in skus])
    waiting = [ItemResult(external_id=sku, outcome=Outcome.WAITING) for sku in skus]
    return Pushed(results=waiting, ticket=feed.feed_id, poll_after=FIRST_POLL)


_OUTCOMES = {Trouble.AUTH: Outcome.AUTH, Trouble.REFUSED: Outcome.INVALID}


def content(shop: Shop, messages: Sequence[Message]) -> bytes:
    """Write a feed; its report shall name the items that were taken, not only those that were not."""
    header = {
        "sellerId": shop.seller_id,
        "version": VERSION,
        "issueLocale": shop.language,
        "report": {"includedData": ["issues"], "apiVersion": "2021-08-01"},
    }
    numbered = [{"messageId": number, **message} for number, message in enumerate(messages, start=1)]
    return write_json({"header": header, "messages": numbered})


def poll(calls: Calls, feed_id: str) -> Plan[Polled]:
    """Ask what became of a feed. One that is not known, or was thrown away, is lost: its values are to be sent again.

    Raises ChannelTrouble.
    """
    answer = yield calls.feed(feed_id)
    if answers.is_missing(answer):
        return Polled(is_done=True, lost=True)
    feed = answers.expect(answer, Feed)
    if feed.processing_status in RUNNING:
        return Polled(is_done=False, poll_after=NEXT_POLL)
    if not feed.result_feed_document_id:
        return Polled(is_done=True, lost=True)
    report = yield from _report(calls, feed.result_feed_document_id)
    results = results_of(report)
    return Polled(is_done=True, results=results, lost=not results)


def _report(calls: Calls, document_id: str) -> Plan[Report]:
    placed = answers.expect((yield calls.document(document_id)), Placed)
    response = answers.expect_good((yield download(placed.url)))
    try:
        body = read_json(answers.plain(response.body))
    except Unreadable as wrong:
        raise ChannelTrouble(Trouble.UNREADABLE, str(wrong)) from wrong
    return answers.read(body, Report)


def results_of(report: Report) -> list[ItemResult]:
    """Return what became of each item: refused with the first reason, or taken."""
    refused: dict[str, Problem] = {}
    for problem in report.issues:
        if problem.sku and problem.severity == "ERROR":
            refused.setdefault(problem.sku, problem)
    taken = dict.fromkeys(item.sku for item in report.items if item.sku not in refused)
    return [
        *(
            ItemResult(external_id=sku, outcome=Outcome.INVALID, code=one.code or "refused", text=one.message)
            for sku, one in refused.items()
        ),
        *(ItemResult(external_id=sku, outcome=Outcome.OK) for sku in taken),
    ]
