"""Quantities: whole counts of a variant's stock unit."""

from __future__ import annotations

from typing import NewType

from arasta.kernel.errors import Invalid, gettext_noop

Quantity = NewType("Quantity", int)

MOST = 1_000_000_000


class InvalidQuantity(Invalid):
    """The count is no positive whole number within reason."""

    code = "invalid_quantity"
    template = gettext_noop("A quantity must be a whole number between 1 and %(most)s, not %(given)s.")


def quantity(value: object) -> Quantity:
    """Return value as a positive quantity. Raises InvalidQuantity."""
    if type(value) is not int or not 0 < value <= MOST:
        raise InvalidQuantity(given=str(value), most=MOST)
    return Quantity(value)
