"""What stands for days and is asked for with every cart and order: channels, ways of delivery, tax rates.

Each process keeps the answers for as long as the edition is the same, which is read once for all of them; so a change counts
from its commit on, in every process, and an order does with one small statement what took three.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import ServedChannel
from arasta.contexts.fulfillment.queries import methods
from arasta.contexts.fulfillment.types import DeliveryMethodRow
from arasta.contexts.pricing.queries import prices as pricing
from arasta.kernel.changes import edition


class Standing:
    """What stood when it was made, or a little later; make one for each piece of work."""

    def __init__(self) -> None:
        self._now = edition.current()

    def channels_by_code(self, codes: Collection[str]) -> dict[str, ServedChannel]:
        """Return channels by code with the locations that serve them; an unknown code is absent."""
        found = edition.known(
            self._now,
            ("channels by code", frozenset(codes)),
            lambda: tuple(channels.served_channels(codes=list(codes))),
        )
        return {one.channel.code: one for one in found}

    def channels_by_id(self, ids: Collection[UUID]) -> dict[UUID, ServedChannel]:
        """Return channels by id with the locations that serve them."""
        found = edition.known(
            self._now, ("channels by id", frozenset(ids)), lambda: tuple(channels.served_channels(ids=list(ids)))
        )
        return {one.channel.id: one for one in found}

    def methods(self, codes: Collection[str]) -> Mapping[str, DeliveryMethodRow]:
        """Return ways of delivery by code, active or not; an unknown code is absent."""
        return edition.known(self._now, ("methods", frozenset(codes)), lambda: methods.methods_by_code(codes))

    def rates(self, tax_classes: Collection[str], *, country: str, on: date) -> Mapping[str, Decimal]:
        """Return the rate of each tax class in a country on a day; a class without one is absent."""
        return edition.known(
            self._now,
            ("rates", frozenset(tax_classes), country, on),
            lambda: pricing.tax_rates(tax_classes, country=country, on=on),
        )
