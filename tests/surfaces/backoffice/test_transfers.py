"""Transfers: written, sent, received."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from arasta.contexts.inventory.queries import stock
from arasta.contexts.inventory.services import transfers
from arasta.contexts.inventory.types import TransferStatus
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from tests.makers import level_of, make_location, make_variant, make_variants, receive
from tests.surfaces.backoffice.making import come_in

pytestmark = pytest.mark.django_db

SEND = "/office/transfers/send"


def test_a_transfer_leaves_here_and_is_received_there(client: Client) -> None:
    come_in(client)
    source, target, (first, second) = make_location(), make_location(), make_variants(2)
    receive(first, source, 5)
    receive(second, source, 5)

    sent = client.post(
        SEND,
        {
            "source": to_public("loc", source),
            "target": to_public("loc", target),
            "variant": [to_public("var", first), to_public("var", second)],
            "units": ["2", "3"],
            "note": "Weekend",
        },
    )
    row = stock.transfers()[0]
    on_the_way = (level_of(first, source)[0], level_of(second, source)[0], stock.levels([first], location_id=target)[0])
    received = client.post(f"/office/transfers/{to_public('trf', row.id)}/receive")

    assert (sent.status_code, received.status_code, row.note) == (302, 302, "Weekend")
    assert (on_the_way[:2], on_the_way[2].incoming) == ((3, 2), 2)
    assert (level_of(first, target)[0], level_of(second, target)[0]) == (2, 3)
    assert stock.transfer(row.id).status is TransferStatus.RECEIVED


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ({"units": ["6"]}, 409, "Only 5 can be taken away"),
        ({"units": ["0"]}, 422, "Write for each line how many units go"),
        ({"units": ["two"]}, 422, "Write for each line how many units go"),
        ({"variant": [], "units": []}, 422, "put in at least one line"),
        ({"target": ""}, 422, "This field is required."),
        ({"target": "{source}"}, 422, "A transfer goes from one location to another one."),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_a_refused_transfer_keeps_what_was_written(
    client: Client, change: dict[str, list[str] | str], status: int, sentence: str
) -> None:
    come_in(client)
    source, target, variant = make_location(), make_location(), make_variant("TRAVELER")
    receive(variant, source, 5)
    here = to_public("loc", source)
    given = {"source": here, "target": to_public("loc", target), "variant": [to_public("var", variant)], "units": ["2"]}
    given |= {name: here if value == "{source}" else value for name, value in change.items()}

    answer = client.post(SEND, given)

    page = answer.content.decode()
    assert (answer.status_code, sentence in page) == (status, True)
    assert ("TRAVELER" in page) is ("variant" not in change)
    assert (stock.transfers(), level_of(variant, source)) == ([], (5, 0, 0))


def test_the_same_product_twice_is_one_line(client: Client) -> None:
    come_in(client)
    source, target, variant = make_location(), make_location(), make_variant()
    receive(variant, source, 5)
    key = to_public("var", variant)
    places = {"source": to_public("loc", source), "target": to_public("loc", target)}

    client.post(SEND, {**places, "variant": [key, key], "units": ["2", "1"]})

    assert stock.transfers()[0].lines == ((variant, 1),)


def test_staff_send_from_and_receive_at_their_own_locations_only(client: Client) -> None:
    own, other, variant = make_location(), make_location(), make_variant()
    receive(variant, own, 5)
    receive(variant, other, 5)
    leaving = transfers.send([(variant, 1)], source=own, target=other, actor=SYSTEM)
    come_in(client, locations=frozenset({own}))
    lines = {"variant": [to_public("var", variant)], "units": ["1"]}

    sent = client.post(SEND, {"source": to_public("loc", other), "target": to_public("loc", own), **lines})
    received = client.post(f"/office/transfers/{to_public('trf', leaving)}/receive")

    assert (sent.status_code, received.status_code) == (422, 403)
    assert [row.id for row in stock.transfers()] == [leaving]
    assert stock.transfer(leaving).status is TransferStatus.IN_TRANSIT
    assert "Receive</button>" not in client.get("/office/transfers").content.decode()


def test_receiving_twice_is_a_conflict(client: Client) -> None:
    come_in(client)
    source, target, variant = make_location(), make_location(), make_variant()
    receive(variant, source, 5)
    sent = transfers.send([(variant, 1)], source=source, target=target, actor=SYSTEM)
    path = f"/office/transfers/{to_public('trf', sent)}/receive"

    assert [client.post(path).status_code for _ in range(2)] == [302, 409]
    assert level_of(variant, target) == (1, 0, 0)


def test_products_are_found_and_become_lines(client: Client) -> None:
    come_in(client)
    place, variant = make_location(), make_variant("TRAVELER")
    receive(variant, place, 5)
    key = to_public("var", variant)

    found = client.get("/office/transfers/find?find=trav").content.decode()
    line = client.get(f"/office/transfers/line/{key}?source={to_public('loc', place)}").content.decode()

    assert f'data-add-pick="{key}"' in found
    assert ('name="variant" value="' + key in line, "5 free at the source" in line) == (True, True)


def test_the_list_costs_the_same_whatever_its_length(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    come_in(client)
    source, target = make_location(), make_location()

    for variant in make_variants(3):
        receive(variant, source, 5)
        transfers.send([(variant, 1)], source=source, target=target, actor=SYSTEM)
        with django_assert_num_queries(7):
            client.get("/office/transfers")


@pytest.mark.parametrize("units", ["9" * 5000, "1000001", "²", "-1", "1.5"])
def test_units_beyond_reason_are_refused(client: Client, units: str) -> None:
    come_in(client)
    source, target, variant = make_location(), make_location(), make_variant()
    receive(variant, source, 5)
    given = {"source": to_public("loc", source), "target": to_public("loc", target)}

    answer = client.post(SEND, {**given, "variant": [to_public("var", variant)], "units": [units]})

    assert (answer.status_code, stock.transfers()) == (422, [])
