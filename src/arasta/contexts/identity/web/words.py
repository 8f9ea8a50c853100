"""Roles and permissions in words people use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from arasta.contexts.identity.types import PERMISSIONS, Role

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ROLE_NAMES: dict[Role, _StrPromise] = {
    Role.OWNER: _("Owner"),
    Role.ASSOCIATE: _("Store associate"),
    Role.PICKER: _("Picker"),
    Role.MARKETER: _("Marketer"),
    Role.AGENT: _("Support agent"),
}

ROLE_WORK: dict[Role, _StrPromise] = {
    Role.OWNER: _("Everything, staff and API keys included."),
    Role.ASSOCIATE: _(
        "Sells at the till, hands over pickups and ships from the store; looks up stock, orders and customers."
    ),
    Role.PICKER: _("Picks, packs and ships orders."),
    Role.MARKETER: _("Looks after products, prices and what channels show."),
    Role.AGENT: _("Helps customers: orders, profiles, refunds."),
}

PERMISSION_NAMES: dict[str, _StrPromise] = {
    "catalog.read": _("See products"),
    "catalog.write": _("Change products"),
    "prices.write": _("Change prices"),
    "stock.read": _("See stock"),
    "stock.write": _("Change stock"),
    "orders.read": _("See orders"),
    "orders.write": _("Place and change orders"),
    "carts.write": _("Fill carts"),
    "fulfillment.read": _("See fulfillment orders"),
    "fulfillment.write": _("Pick, pack and ship"),
    "channels.read": _("See channels"),
    "channels.write": _("Change channels"),
    "till.sell": _("Sell at a till"),
    "staff.read": _("See staff and API keys"),
    "staff.write": _("Change staff and API keys"),
    "customers.read": _("See customers"),
    "customers.write": _("Change customers"),
    "customers.add": _("Add customers"),
    "addresses.write": _("Keep customers’ addresses"),
    "payments.write": _("Take and return money"),
    "brand.write": _("Change brands"),
    "system.read": _("See how the system is doing"),
}


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A role to choose, with its work explained."""

    value: str
    name: str
    work: str


def role_choices() -> list[tuple[str, _StrPromise]]:
    """Return the roles for a form."""
    return [(role.value, ROLE_NAMES[role]) for role in Role]


def role_guide() -> list[RoleChoice]:
    """Return what each role does, in the reader's language."""
    return [RoleChoice(role.value, str(ROLE_NAMES[role]), str(ROLE_WORK[role])) for role in Role]


def permission_choices() -> list[tuple[str, _StrPromise]]:
    """Return the permissions for a form."""
    return [(permission, PERMISSION_NAMES[permission]) for permission in PERMISSIONS]
