"""The law of foreign keys holds, and is felt when broken."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import models
from django.test.utils import isolate_apps

from arasta.config.checks import ROOMS, TABLES, check_foreign_keys, faults_of


def test_all_tables_keep_the_law() -> None:
    assert check_foreign_keys(None) == []


def test_every_command_checks_it() -> None:
    assert "check_foreign_keys" in {getattr(one, "__name__", "") for one in checks.registry.registry.get_checks()}


def test_every_context_has_its_place_in_the_list() -> None:
    rooms = [app for app in apps.get_app_configs() if app.name.startswith("arasta.contexts.")]
    assert {app.name.rpartition(".")[2] for app in rooms} == set(settings.CONTEXTS)
    assert {app.label for app in rooms} <= set(ROOMS)
    assert all(apps.get_model(label) for label in TABLES)


def table(room: str, name: str, **fields: models.Field[Any, Any]) -> type[models.Model]:
    """Make a table for one test."""
    meta = type("Meta", (), {"app_label": room})
    return type(name, (models.Model,), {"__module__": __name__, "Meta": meta, **fields})


def key(to: type[models.Model], on_delete: Any = models.PROTECT, **more: Any) -> models.Field[Any, Any]:
    field: models.Field[Any, Any] = models.ForeignKey(to, on_delete=on_delete, **more)
    return field


@isolate_apps("arasta.contexts.catalog", "arasta.contexts.orders", "arasta.contexts.payments")
def test_a_key_that_breaks_the_law_is_found() -> None:
    order, payment = table("orders", "Order"), table("payments", "Payment")
    product = table("catalog", "Product", order=key(order, related_name="+"))
    line = table(
        "orders",
        "Line",
        order=key(order, models.CASCADE, related_name="+"),
        payment=key(payment, models.CASCADE, related_name="+"),
        product=key(product, models.SET_NULL, null=True),
    )

    found = faults_of([product, line])

    assert [(str(one.msg).partition(" ")[0], one.id) for one in found] == [
        ("catalog.Product.order", "arasta.E002"),
        ("orders.Line.payment", "arasta.E002"),
        ("orders.Line.payment", "arasta.E003"),
        ("orders.Line.product", "arasta.E001"),
        ("orders.Line.product", "arasta.E003"),
    ]


@isolate_apps("arasta.contexts.orders")
def test_keys_inside_a_room_may_go_with_their_owner() -> None:
    cart = table("orders", "Cart")
    line = table("orders", "CartLine", cart=key(cart, models.CASCADE, related_name="+"))

    assert faults_of([line]) == []
