"""Timed work that needs many contexts: settle what a crash left, forget what is old. Channels have their own file."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from arasta.contexts.channels.services import feeds as feed_book
from arasta.flows.feeding import write_feeds
from arasta.flows.ordering import (
    cancel_order,
    capture_payments,
    fit_on,
    give_up_sale,
    keep_orders,
    sweep_payments,
    take_back_way,
)
from arasta.flows.stocking import import_queue, import_run, import_store
from arasta.kernel import clock
from arasta.kernel.access import SYSTEM
from arasta.kernel.changes import edition
from arasta.kernel.idempotency import answers

_UNANSWERED = timedelta(minutes=2)
_LEFT_AT_THE_TILL = timedelta(minutes=15)
_EDITIONS_KEPT = timedelta(minutes=10)


@app.periodic(cron="* * * * *")
@app.task(name="ordering.sweep_payments", queue="orders", queueing_lock="ordering.sweep_payments")
def settle_payments(timestamp: int) -> None:
    """Finish or undo online payments that a crash or a silent provider left halfway."""
    sweep_payments.sweep(older_than=_UNANSWERED, at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(name="ordering.sweep_terminals", queue="orders", queueing_lock="ordering.sweep_terminals")
def settle_terminals(timestamp: int) -> None:
    """Give up sales that were left at a till with an unclear card."""
    give_up_sale.sweep_terminals(older_than=_LEFT_AT_THE_TILL)


@app.periodic(cron="* * * * *")
@app.task(name="ordering.sweep_refunds", queue="orders", queueing_lock="ordering.sweep_refunds")
def settle_refunds(timestamp: int) -> None:
    """Give back what a crash or a silent provider kept of canceled orders."""
    cancel_order.sweep_refunds()


@app.periodic(cron="*/10 * * * *")
@app.task(name="ordering.sweep_lapsed", queue="orders", queueing_lock="ordering.sweep_lapsed")
def settle_lapsed(timestamp: int) -> None:
    """Note which promises of money are over."""
    capture_payments.sweep_lapsed(actor=SYSTEM)


@app.periodic(cron="*/5 * * * *")
@app.task(name="pickup.sweep_fittings", queue="orders", queueing_lock="pickup.sweep_fittings")
def end_missed_fittings(timestamp: int) -> None:
    """Free the goods of fittings for which nobody came."""
    fit_on.sweep_missed(at=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="pickup.sweep_keeps", queue="orders", queueing_lock="pickup.sweep_keeps")
def end_keeps(timestamp: int) -> None:
    """Put back on the shelf what nobody paid or fetched in time."""
    keep_orders.sweep(at=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="ordering.sweep_unpaid_ways", queue="orders", queueing_lock="ordering.sweep_unpaid_ways")
def settle_unpaid_ways(timestamp: int) -> None:
    """Remind of dearer deliveries that nobody paid yet, and take back those that nobody paid in time."""
    take_back_way.sweep(at=clock.now())


@app.periodic(cron="20 3 * * *")
@app.task(name="kernel.forget_old_answers", queue="outbox", queueing_lock="kernel.forget_old_answers")
def forget_old_answers(timestamp: int) -> None:
    """Forget the answers given under idempotency keys a week ago."""
    answers.forget_old()


@app.periodic(cron="*/10 * * * *")
@app.task(name="kernel.forget_editions", queue="outbox", queueing_lock="kernel.forget_editions")
def forget_editions(timestamp: int) -> None:
    """Forget which writes made pages of ten minutes ago old."""
    edition.forget(clock.now() - _EDITIONS_KEPT)


@app.task(
    name=import_queue.READ,
    queue="imports",
    lock=import_queue.READ,
    retry=RetryStrategy(max_attempts=720, wait=5, retry_exceptions=[OperationalError, InterfaceError]),
)
def read_import(run_id: str) -> None:
    """Read a file that somebody uploaded; one at a time, so that the shop keeps the other half of the machine.

    A database that is away cuts it off; for an hour it is tried again, and goes on behind what was kept.
    """
    import_run.read(UUID(run_id), at=clock.now())


@app.periodic(cron="40 3 * * *")
@app.task(name="imports.forget_old", queue="imports", queueing_lock="imports.forget_old")
def forget_old_imports(timestamp: int) -> None:
    """Delete uploaded files a month after."""
    import_store.forget_old()


@app.periodic(cron="* * * * * */10")
@app.task(name="feeding.write", queue="feeds", queueing_lock="feeding.write", lock="feeding.write")
def write_due_feeds(timestamp: int) -> None:
    """Write the feeds in which something changed."""
    write_feeds.write_due(now=clock.now)


@app.periodic(cron="50 3 * * *")
@app.task(name="feeding.forget_old", queue="feeds", queueing_lock="feeding.forget_old")
def forget_old_fetches(timestamp: int) -> None:
    """Forget who fetched feeds a month ago."""
    feed_book.forget_old_fetches(now=clock.now())
