"""At the counter: find what comes back, count it, and give the money back where the till may."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client

from arasta.contexts.identity.types import Role
from arasta.contexts.returns import queries
from arasta.contexts.returns.types import ReturnReason, ReturnRow, ReturnStatus
from arasta.flows.returning.request_return import request_return
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from tests import makers
from tests.flows.bank import Bank, a_bank
from tests.flows.ordering.shop import open_shop
from tests.flows.ordering.test_capture_in_parts import line_of, ordered, send
from tests.surfaces.pos.counter import hire, key_of, make_counter, sign_in, stand_at
from tests.surfaces.storefront.shopping import text_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bank() -> Bank:
    return a_bank(in_parts=False)


@pytest.fixture
def asked(bank: Bank) -> ReturnRow:
    """Two of three units, at 100 each, are to come back."""
    order = ordered(open_shop(warehouse=3, store=0), 3)
    send(order, 3)
    return request_return(order, {line_of(order): (2, ReturnReason.OTHER)}, note="", at=makers.DAY, actor=SYSTEM)


@pytest.fixture
def till(asked: ReturnRow) -> Client:
    """A till at which somebody stands who may move money."""
    counter = make_counter(on_shelf=1)
    hire("elif@example.com", role=Role.OWNER)
    client = sign_in(Client(), "elif@example.com")
    client.post("/till/registers", {"register": key_of(counter.register)})
    return client


def came(order: UUID, resell: str, damaged: str, **more: str) -> dict[str, str]:
    return {f"resell-{line_of(order)}": resell, f"damaged-{line_of(order)}": damaged, **more}


def test_it_is_found_by_number_counted_and_paid_back_once(asked: ReturnRow, till: Client, bank: Bank) -> None:
    here = f"/till/returns/{to_public('ret', asked.id)}"
    assert asked.number in text_of(till.get("/till/returns"))
    assert asked.number in text_of(till.get("/till/returns", {"q": asked.order_number}))
    assert "No return" in text_of(till.get("/till/returns", {"q": "nothing"}))
    assert "Take it back" in text_of(till.get(here))

    assert till.post(f"{here}/receive", came(asked.order_id, "x", "0")).status_code == 422
    refused = till.post(f"{here}/receive", came(asked.order_id, "3", "1"))
    assert refused.status_code == 409
    assert [f'value="{typed}"' in refused.content.decode() for typed in ("3", "1")] == [True, True], (
        "what was typed stays"
    )
    assert till.post(f"{here}/receive", came(asked.order_id, "1", "1", refund="1")).status_code == 302
    assert till.post(f"{here}/receive", came(asked.order_id, "1", "1", refund="1")).status_code == 409

    row = queries.one(asked.id)
    assert (row.status, row.lines[0].resell, row.lines[0].damaged) == (ReturnStatus.RECEIVED, 1, 1)
    assert bank.refunded == 20_000
    assert "200.00" in text_of(till.get(here))
    assert till.get(f"{here}/receive").status_code == 302


def test_who_may_not_move_money_only_takes_it_back(asked: ReturnRow, bank: Bank) -> None:
    till = stand_at(make_counter(on_shelf=1))
    here = f"/till/returns/{to_public('ret', asked.id)}"
    assert till.post(f"{here}/receive", came(asked.order_id, "2", "0", refund="1")).status_code == 302
    assert (queries.one(asked.id).status, bank.refunded) == (ReturnStatus.RECEIVED, 0)
    assert "The office gives the money back" in text_of(till.get(here))
