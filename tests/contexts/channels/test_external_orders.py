"""A channel's order is linked once, and its packages follow the newest document."""

from __future__ import annotations

import threading
from uuid import UUID

import pytest
from django.db import connection

from arasta.contexts.channels.queries import orders as reads
from arasta.contexts.channels.services import orders
from arasta.contexts.channels.types.orders import LineLink, Linked, OrderLink, PackageState, still_wanted
from arasta.kernel import db
from arasta.kernel.ids import new_id
from tests.contexts.channels.making import make_line, make_order, make_package
from tests.makers import make_channel


def link(channel_id: UUID, order_id: UUID) -> Linked:
    with db.transaction():
        return orders.link_orders([OrderLink(channel_id=channel_id, external_id="106", order_id=order_id)])[0]


@pytest.mark.django_db
def test_the_first_link_stays() -> None:
    channel_id, mine, other = make_channel(), new_id(), new_id()

    first, second = link(channel_id, mine), link(channel_id, other)

    assert (first.order_id, first.is_new) == (mine, True)
    assert (second.order_id, second.is_new) == (mine, False)
    assert reads.external_orders_of([mine])[mine].external_id == "106"


@pytest.mark.django_db(transaction=True)
def test_two_importers_of_one_order_link_it_once() -> None:
    channel_id, results, ready = make_channel(), [], threading.Barrier(2)

    def import_order() -> None:
        ready.wait()
        results.append(link(channel_id, new_id()))
        connection.close()

    threads = [threading.Thread(target=import_order) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(result.is_new for result in results) == [False, True]
    assert len({result.order_id for result in results}) == 1


@pytest.mark.django_db
def test_an_older_document_changes_nothing() -> None:
    channel_id = make_channel()
    line = make_line("1", "868")
    newer = make_order("106", [make_package("p1", [line], status="Picking", version=5)])
    older = make_order("106", [make_package("p1", [line], status="Created", version=4)])

    [first] = orders.record_packages(channel_id, [newer])
    [second] = orders.record_packages(channel_id, [older])

    stored = reads.external_order(channel_id, "106")
    assert stored is not None
    assert (stored.external_status, stored.version, stored.packages[0].status) == ("Picking", 5, "Picking")
    assert [(change.before, change.is_new, change.applied) for change in first.changes] == [("", True, True)]
    assert [(change.before, change.is_new, change.applied) for change in second.changes] == [("Picking", False, False)]


@pytest.mark.django_db
def test_a_package_made_anew_inherits_the_lines_of_the_old_one() -> None:
    channel_id, tray, cup = make_channel(), new_id(), new_id()
    before = make_order("106", [make_package("p1", [make_line("1", "tray", 2), make_line("2", "cup")])])
    [recorded] = orders.record_packages(channel_id, [before])
    links = [
        LineLink(package_id="p1", external_line_id="1", order_line_id=tray),
        LineLink(package_id="p1", external_line_id="2", order_line_id=cup),
    ]
    orders.link_lines(recorded.external_order_id, links)

    fresh = make_package("p2", [make_line("1", "tray", 1), make_line("77", "cup")], version=2, origin_ids=["p1"])
    old = make_package("p1", [make_line("1", "tray", 2)], state=PackageState.REPLACED, status="UnPacked", version=2)
    orders.record_packages(channel_id, [make_order("106", [fresh, old])])

    stored = reads.external_order(channel_id, "106")
    assert stored is not None
    first, second = stored.packages
    assert (first.external_id, first.status, first.replaced, len(first.lines)) == ("p1", "UnPacked", True, 1)
    assert (second.external_id, second.replaced) == ("p2", False)
    assert still_wanted(stored.packages) == {tray: 1, cup: 1}
    assert [(row.external_id, row.quantity, row.order_line_id) for row in second.lines] == [
        ("1", 1, tray),
        ("77", 1, cup),
    ]


def test_live_packages_leave_out_what_was_made_anew() -> None:
    fresh = make_package("p2", [make_line("1", "tray")], origin_ids=["p1"])
    old = make_package("p1", [make_line("1", "tray")])
    gone = make_package("p0", [make_line("1", "tray")], state=PackageState.REPLACED)

    assert [package.external_id for package in make_order("106", [fresh, old, gone]).live_packages] == ["p2"]
