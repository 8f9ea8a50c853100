"""The law of foreign keys: they point down one list, protect what they point to, and leave no name there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.core import checks
from django.db.models import PROTECT, ForeignKey, ManyToManyField, Model, OneToOneField

# Lower rows know nothing of higher ones: a key across rooms points to a smaller number only.
ROOMS = {
    "identity": 0,
    "catalog": 1,
    "customers": 1,
    "channels": 2,
    "inventory": 2,
    "pricing": 2,
    "promotions": 2,
    "orders": 3,
    "payments": 4,
    "fulfillment": 4,
    "returns": 4,
    "loyalty": 5,
    "campaigns": 5,
    "support": 5,
    "batons": 4,
    "wishes": 4,
    "registers": 5,
    "imports": 5,
    "messaging": 5,
    "invoices": 5,
    "pickup": 5,
    "brand": 5,
    "reviews": 5,
    "discovery": 5,
}
# Tables that stand elsewhere than their room: places and channels are pointed to by stock and listings of both rooms,
# and where somebody works joins a person with a place.
TABLES = {"inventory.Location": 1, "channels.Channel": 1, "identity.StaffLocation": 2}
_KINDS = (ForeignKey, OneToOneField, ManyToManyField)


def check_foreign_keys(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Check every table of every context."""
    rooms = [app for app in apps.get_app_configs() if app.name.startswith("arasta.contexts.")]
    return faults_of(model for app in rooms for model in app.get_models())


def faults_of(models: Iterable[type[Model]]) -> list[checks.CheckMessage]:
    """Return what is wrong with the keys of these tables."""
    keys = [field for model in models for field in model._meta.get_fields() if isinstance(field, _KINDS)]
    return [fault for field in keys for fault in _faults(field)]


def _faults(field: Any) -> Iterable[checks.CheckMessage]:
    here, there = field.model._meta, field.related_model._meta
    if field.remote_field.related_name != "+" and here.app_label in ROOMS:
        yield _error(field, 'needs related_name="+"', "E001")
    if here.app_label == there.app_label:
        return
    if _rank(there) >= _rank(here):
        yield _error(field, f"points up to {there.label}", "E002")
    if getattr(field.remote_field, "on_delete", None) is not PROTECT:
        yield _error(field, "crosses rooms and needs on_delete=PROTECT", "E003")


def _rank(table: Any) -> int:
    """A room that the list does not name stands above all, so that nothing points to it and its place is decided."""
    return TABLES.get(table.label, ROOMS.get(table.app_label, 99))


def _error(field: Any, what: str, code: str) -> checks.Error:
    return checks.Error(f"{field.model._meta.label}.{field.name} {what}", obj=field.model, id=f"arasta.{code}")


def register() -> None:
    """Let every command run the check; called once at start."""
    checks.register(check_foreign_keys, checks.Tags.models)
