"""Listings go on offer, are read back as the channel shows them, and are taken off."""

from __future__ import annotations

from dataclasses import replace

import pytest

from arasta.contexts.channels.ports import NotOffered
from arasta.contexts.channels.types import Op, Outcome
from arasta.contexts.channels.types.inbound import SeenListing, SeenState
from tests.connectors.suite import needs
from tests.connectors.suite.bench import Bench, outcomes
from tests.connectors.suite.rig import PRICE_MINOR, Goods

THERE = {SeenState.ACTIVE, SeenState.HIDDEN, SeenState.PENDING}


def seen(bench: Bench, *goods: Goods) -> list[SeenListing]:
    """Read listings back."""
    refs = [{**one.refs, "external_id": one.external_id} for one in goods]
    return list(bench.run(bench.connector.fetch_listings(refs)))


def test_a_described_thing_goes_on_sale(bench: Bench) -> None:
    needs.operation(bench, Op.LISTING)
    item = bench.rig.describe("CEZVE-9")

    settled = bench.settled(Op.LISTING, bench.run(bench.connector.push_listings([item])))
    bench.rig.wait(10)

    assert [issue for issue in bench.connector.check_listing(item) if issue.blocks] == []
    [(external_id, outcome)] = outcomes(settled).items()
    refs = {**item.refs, **settled[-1].refs}
    assert outcome is Outcome.OK
    assert bench.rig.is_on_sale(Goods(external_id=external_id, sku=item.sku, refs=refs))


def test_what_the_channel_would_refuse_is_known_before(bench: Bench) -> None:
    needs.operation(bench, Op.LISTING)
    nameless = replace(bench.rig.describe("CEZVE-9"), title="")

    blocking = [issue for issue in bench.connector.check_listing(nameless) if issue.blocks]

    assert "title" in {issue.field for issue in blocking}
    assert all(issue.text and issue.code for issue in blocking)


def test_what_is_there_is_read_back_as_it_is(bench: Bench) -> None:
    needs.reading_back(bench)
    first, second = bench.rig.offer("CEZVE-1", "CEZVE-2", units=5)

    shown = {one.external_id: one for one in seen(bench, first, second)}

    assert set(shown) == {first.external_id, second.external_id}
    one = shown[first.external_id]
    assert (one.state, one.quantity, one.sku) == (SeenState.ACTIVE, 5, first.sku)
    assert one.price is not None
    assert (one.price.minor, one.price.currency) == (PRICE_MINOR, bench.rig.account.currency)


def test_what_is_gone_is_said_to_be_gone(bench: Bench) -> None:
    needs.reading_back(bench)
    first, second = bench.rig.offer("CEZVE-1", "CEZVE-2", units=5)
    bench.rig.take_off(second)

    shown = {one.external_id: one.state for one in seen(bench, first, second)}

    assert shown[first.external_id] is SeenState.ACTIVE
    assert shown.get(second.external_id, SeenState.GONE) is SeenState.GONE


def test_a_listing_is_taken_off(bench: Bench) -> None:
    needs.operation(bench, Op.UNLIST)
    [goods] = bench.rig.offer("CEZVE-1", units=5)
    item = replace(bench.rig.describe("CEZVE-1"), external_id=goods.external_id, sku=goods.sku, refs=goods.refs)

    settled = bench.settled(Op.UNLIST, bench.run(bench.connector.unlist([item])))
    bench.rig.wait(10)

    assert outcomes(settled) == {goods.external_id: Outcome.OK}
    assert not bench.rig.is_on_sale(goods)


def test_a_connection_introduces_itself(bench: Bench) -> None:
    try:
        introduced = bench.run(bench.connector.introduce())
    except NotOffered:
        pytest.skip(f"{bench.rig.connector} does not introduce itself")

    assert introduced.account
    assert introduced.currency in {"", bench.rig.account.currency}
