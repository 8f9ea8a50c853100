"""Each installation has jobs of its own: what one marketplace does to us delays no other, and a paused one has none."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

import pytest
from django.test import Client
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from pytest_django import Settings

from arasta.cli.working import worker_connector
from arasta.config import channel_tasks
from arasta.contexts.channels import ports
from arasta.contexts.channels.ports import Account, Opened
from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.queries import sync as sync_reads
from arasta.contexts.channels.services import channels, content, listings, matching, parking, rollout, sync
from arasta.contexts.channels.types import Capabilities, Installation, PulledPage, PullSpec, Stream
from arasta.contexts.channels.types.listings import ListingInput, ListingStatus
from arasta.contexts.channels.types.outbound import RolloutStage, place_of
from arasta.contexts.channels.types.parking import ParkedInput, ParkedKind, ParkedReason
from arasta.contexts.channels.types.sync import Op, TicketInput, Trouble
from arasta.kernel import clock, db
from arasta.kernel.access import SYSTEM, Actor
from arasta.kernel.changes import dirty
from arasta.kernel.outbox.delivery import deliver_pending
from arasta.kernel.transport.wire import Plan
from tests import makers
from tests.contexts.channels.calling import Caller, address, calling_connector, orders, signed
from tests.contexts.channels.making import KEY

pytestmark = pytest.mark.django_db(transaction=True)

SPEC = PullSpec(newest_first=False, page_max=100, longest_window=None, lookback=None, overlap=None)  # type: ignore[arg-type]
RARE = (Stream.RETURNS, Stream.SETTLEMENTS)
OTHER_WAS_READ = threading.Event()


class Reader(Caller):
    """A connector whose streams are empty; the slow one's answer comes when another has been read."""

    def __init__(self, account: Account) -> None:
        self.is_slow = "slow" in account.settings

    def capabilities(self) -> Capabilities:
        return replace(super().capabilities(), pull=dict.fromkeys((Stream.ORDERS, *RARE), SPEC))

    def pull(self, stream: Stream, *, watermark: str, cursor: str, now: datetime) -> Plan[PulledPage]:
        if self.is_slow:
            assert OTHER_WAS_READ.wait(20), "nobody else was read meanwhile"
        else:
            OTHER_WAS_READ.set()
        return PulledPage(watermark="here")
        yield  # a plan that needs no call


def open_reader(account: Account) -> Opened:
    return Opened(Reader(account), "http://127.0.0.1", {})  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def reading(settings: Settings) -> Iterator[None]:
    settings.FIELD_KEY = KEY
    OTHER_WAS_READ.clear()
    db.execute("DELETE FROM procrastinate_jobs")
    with calling_connector():
        ports.register_connector("caller", open_reader)
        yield


def install(code: str, **settings: str) -> Installation:
    channel = makers.make_channel(code, kind="marketplace")
    secrets = {"secret": "the-secret-of-the-caller"}
    return channels.install(channel, connector="caller", settings=settings, secrets=secrets, actor=SYSTEM)


def jobs() -> list[tuple[str, str, str]]:
    """Return task, lock and stream of the jobs that wait, without the id in the lock."""
    found = db.rows(
        "SELECT task_name, split_part(lock, ':', 1), coalesce(args->>'stream', '') FROM procrastinate_jobs"
        " WHERE status = 'todo' AND args ? 'installation_id' ORDER BY 1, 3"
    )
    return [(row[0], row[1], row[2]) for row in found]


def work(*, concurrency: int) -> None:
    """Let a worker do what waits, then stop."""
    connector = worker_connector(cast(DjangoConnector, app.connector))
    with app.replace_connector(connector) as working:
        working.run_worker(queues=["channels"], wait=False, concurrency=concurrency, install_signal_handlers=False)


def was_read(installation: Installation) -> set[Stream]:
    states = sync_reads.sync_states([installation.channel_id])
    return {state.stream for state in states if state.last_success_at}


def test_each_installation_has_a_job_for_each_stream_it_offers() -> None:
    install("a"), install("b")

    channel_tasks.pull_orders(timestamp=0)
    channel_tasks.pull_returns(timestamp=0)
    channel_tasks.pull_books(timestamp=0)

    wanted = [
        ("channels.pull_stream", "channels.in", "orders"),
        ("channels.pull_stream", "channels.returns", "returns"),
        ("channels.pull_stream", "channels.settlements", "settlements"),
    ]
    assert jobs() == [job for job in wanted for _ in range(2)]


def test_only_whom_something_is_to_be_told_has_a_job() -> None:
    install("a")
    changed, draft = install("b"), install("c")
    for one, status in ((changed, ListingStatus.ACTIVE), (draft, ListingStatus.DRAFT)):
        variant = makers.make_variant()
        listings.save_listings(
            one.channel_id, [ListingInput(variant_id=variant, external_id="X", status=status)], actor=SYSTEM
        )
    dirty.stop_listening(draft.listener)

    for _ in range(2):
        channel_tasks.look_around()

    told = db.rows("SELECT args->>'installation_id' FROM procrastinate_jobs WHERE task_name = 'channels.push_one'")
    assert {UUID(row[0]) for row in told} == {changed.id, draft.id}
    assert jobs() == [("channels.push_one", "channels.out", "")] * 2


def draft(one: Installation, variant: UUID) -> None:
    wanted = [ListingInput(variant_id=variant, external_id=str(variant), status=ListingStatus.DRAFT)]
    listings.save_listings(one.channel_id, wanted, actor=SYSTEM)
    dirty.stop_listening(one.listener)


@pytest.mark.parametrize("stage", [RolloutStage.NONE, RolloutStage.CHOSEN, RolloutStage.PERCENT])
def test_what_lies_outside_the_stage_of_a_rollout_makes_no_jobs(stage: RolloutStage) -> None:
    one, variant = install("a"), makers.make_variant()
    draft(one, variant)
    content.mark_content(channel_id=one.channel_id)
    place = place_of(variant)
    rollout.set_rollout(one.channel_id, stage, percent=place, actor=SYSTEM)

    for _ in range(3):
        channel_tasks.look_around()
    outside = len(jobs())
    rollout.set_rollout(one.channel_id, RolloutStage.PERCENT, percent=place + 1, actor=SYSTEM)
    channel_tasks.look_around()
    within = jobs()

    assert (outside, within) == (0, [("channels.push_one", "channels.out", "")])


def test_a_chosen_draft_makes_a_job() -> None:
    one, variant = install("a"), makers.make_variant()
    draft(one, variant)
    rollout.set_rollout(one.channel_id, RolloutStage.CHOSEN, actor=SYSTEM)
    rollout.choose_variants(one.channel_id, [variant], actor=SYSTEM)

    channel_tasks.look_around()

    assert jobs() == [("channels.push_one", "channels.out", "")]


def test_what_waits_to_be_matched_makes_no_jobs() -> None:
    one = install("a")
    draft(one, makers.make_variant())
    matching.ask_for_matching(one.channel_id)

    channel_tasks.look_around()

    assert jobs() == []


def test_a_key_that_was_refused_is_not_shown_again_every_second() -> None:
    refused, slowed = install("a"), install("b")
    for one, trouble in ((refused, Trouble.AUTH), (slowed, Trouble.THROTTLED)):
        dirty.mark(dirty.AVAILABILITY, [makers.make_variant(f"KEY-{one.channel_code}")], only=one.listener)
        sync.record_sync_error(one.id, Stream.STOCK, trouble=trouble, detail="no", now=clock.now())

    soon, later = clock.now() + timedelta(seconds=20), clock.now() + timedelta(seconds=40)

    assert sync_reads.installations_to_tell(soon) == [slowed.id]
    assert set(sync_reads.installations_to_tell(later)) == {refused.id, slowed.id}


def test_of_each_kind_one_job_of_an_installation_waits() -> None:
    install("a")

    for _ in range(3):
        channel_tasks.pull_orders(timestamp=0)

    assert len(jobs()) == 1


def test_a_paused_channel_has_no_jobs_and_what_waits_does_nothing() -> None:
    installation = install("a")
    channel_tasks.pull_orders(timestamp=0)
    channels.pause(installation.channel_id, actor=SYSTEM)
    before = jobs()
    work(concurrency=1)

    channel_tasks.pull_orders(timestamp=0)
    channel_tasks.look_around()

    assert (len(before), jobs(), was_read(installation)) == (1, [], set())


def test_an_installation_whose_connector_is_gone_keeps_nobody_from_being_read() -> None:
    install("a")
    db.execute("UPDATE channels_installation SET connector = 'no-more'")
    other = install("b")

    channel_tasks.pull_orders(timestamp=0)
    work(concurrency=1)

    assert Stream.ORDERS in was_read(other)


def test_a_slow_marketplace_delays_no_other() -> None:
    slow, quick = install("a", slow="yes"), install("b")

    channel_tasks.pull_orders(timestamp=0)
    work(concurrency=2)

    assert all(Stream.ORDERS in was_read(one) for one in (slow, quick))


def test_who_called_is_heard() -> None:
    install("a")
    called = reads.installation_by_id(install("b").id)
    body = orders()
    headers = {"x-delivery": "1", "x-topic": "orders", "x-signature": signed(body)}
    Client().post(address(called), body, content_type="application/json", headers=headers)

    channel_tasks.look_around()
    heard = db.rows("SELECT args->>'installation_id' FROM procrastinate_jobs WHERE task_name = 'channels.hear'")
    work(concurrency=1)
    channel_tasks.look_around()

    assert ([UUID(row[0]) for row in heard], jobs()) == ([called.id], [])


def test_only_a_marketplace_with_a_batch_whose_answer_may_be_there_is_asked() -> None:
    early, due, paused = install("a"), install("b"), install("c")
    now = clock.now()
    for one, wait in ((early, 60), (due, -1), (paused, -1)):
        ticket = TicketInput(
            op=Op.STOCK,
            external_id="B-1",
            items=(),
            next_poll_at=now + timedelta(seconds=wait),
            expires_at=now + timedelta(hours=1),
        )
        sync.open_tickets(one.id, [ticket])
    channels.pause(paused.channel_id, actor=SYSTEM)

    channel_tasks.look_around()
    channel_tasks.look_around()

    asked = db.rows("SELECT args->>'installation_id' FROM procrastinate_jobs WHERE task_name = 'channels.ask'")
    assert ([UUID(row[0]) for row in asked], jobs()) == ([due.id], [("channels.ask", "channels.out", "")])


def test_returns_are_read_again_when_a_person_says_so(staff: Actor) -> None:
    installation = install("a")
    item = ParkedInput(kind=ParkedKind.RETURN, external_id="R-1", reason=ParkedReason.UNREADABLE)
    [parked_id] = parking.park(installation.channel_id, [item], actor=SYSTEM)

    parking.resolve(parked_id, actor=staff)
    deliver_pending()

    assert was_read(installation) == {Stream.RETURNS}


def test_a_removed_installation_stops_nothing() -> None:
    channel_tasks.hear(installation_id=str(makers.some_id()))

    assert jobs() == []
