"""Staff read goods in their own language on the pages of orders and returns; what the buyer read stands beside it."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client

from arasta.contexts.catalog.queries import variants
from arasta.contexts.catalog.services import products
from arasta.contexts.catalog.types.inputs import ProductChange
from arasta.contexts.orders.queries import orders
from arasta.contexts.returns import queries
from arasta.contexts.returns.types import ReturnReason
from arasta.flows.returning.request_return import request_return
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from tests import makers
from tests.contexts.identity.making import make_staff, signed_in
from tests.flows.bank import a_bank
from tests.flows.ordering.shop import open_shop
from tests.flows.ordering.test_capture_in_parts import line_of, ordered, send
from tests.surfaces.storefront.shopping import body_of

pytestmark = pytest.mark.django_db(transaction=True)
BOUGHT = "olarak satın alındı"


@pytest.fixture
def order() -> UUID:
    """Two that left and one that did not, bought in English; the product has its Turkish name."""
    a_bank(in_parts=False)
    order = ordered(open_shop(warehouse=3, store=0), 3)
    send(order, 2)
    [line] = orders.order(order).lines
    product = variants.variants([line.variant_id], language="en")[line.variant_id].product_id
    products.change_products([ProductChange(product_id=product, titles={"tr": "Bakır cezve"})], actor=SYSTEM)
    request_return(order, {line_of(order): (1, ReturnReason.DAMAGED)}, note="", at=makers.DAY, actor=SYSTEM)
    return order


@pytest.fixture
def office() -> Client:
    make_staff()
    return signed_in(Client(), "ada@example.com")


def test_pages_of_an_order_and_its_return_call_goods_as_staff_speak(order: UUID, office: Client) -> None:
    [row], [line] = queries.of_orders([order]), orders.order(order).lines
    key, back = to_public("ord", order), to_public("ret", row.id)
    pages = (
        f"/office/orders/{key}",
        f"/office/orders/{key}/refund",
        f"/office/returns/{back}",
        f"/office/orders/{key}/change",
        "/office/returns",
        f"/office/returns/of-order/{key}",
    )

    read = {}
    for language in ("tr", "en"):
        office.cookies["django_language"] = language
        shown = [body_of(office.get(page)) for page in pages]
        read[language] = ["Bakır cezve" in page for page in shown], [BOUGHT in page for page in shown]
        assert all(line.name in page for page in shown[:3])

    assert read == {"tr": ([True] * 6, [True] * 3 + [False] * 3), "en": ([False] * 6, [False] * 6)}
