"""Makers for the tests of channels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from cryptography.fernet import Fernet

from arasta.contexts.channels import ports
from arasta.contexts.channels.ports import Account, Opened
from arasta.contexts.channels.services import channels
from arasta.contexts.channels.types import Installation
from arasta.contexts.channels.types.orders import (
    ChannelAddress,
    ChannelCustomer,
    ChannelLine,
    ChannelOrder,
    ChannelPackage,
    PackageState,
)
from arasta.kernel.access import SYSTEM
from arasta.kernel.money import Money

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
KEY = Fernet.generate_key().decode()


class Deaf:
    """A connector that is never spoken to."""


def open_deaf(account: Account) -> Opened:
    """Open a connector for tests that only need an installation."""
    return Opened(Deaf(), "http://127.0.0.1", {})  # type: ignore[arg-type]


@contextmanager
def deaf_connector() -> Iterator[None]:
    """Make the connector "deaf" known for the block."""
    before = dict(ports._factories)
    ports.register_connector("deaf", open_deaf)
    yield
    ports._factories.clear()
    ports._factories.update(before)


def make_installation(channel_id: UUID) -> Installation:
    """Install the deaf connector."""
    settings, secrets = {"seller_id": "1234"}, {"api_secret": "hush"}
    return channels.install(channel_id, connector="deaf", settings=settings, secrets=secrets, actor=SYSTEM)


def make_line(external_id: str, sku: str, quantity: int = 1, minor: int = 49890) -> ChannelLine:
    """A line as a connector reads it."""
    price, nothing = Money(minor, "TRY"), Money(0, "TRY")
    return ChannelLine(
        external_id=external_id,
        sku=sku,
        seller_sku=sku,
        title="Tray",
        quantity=quantity,
        list_price=price,
        unit_price=price,
        total=price * quantity,
        seller_discount=nothing,
        channel_discount=nothing,
        tax_rate=Decimal("0.20"),
    )


def make_package(
    external_id: str,
    lines: Sequence[ChannelLine],
    *,
    state: PackageState = PackageState.OPEN,
    status: str = "Created",
    version: int = 1,
    origin_ids: Sequence[str] = (),
) -> ChannelPackage:
    """A package as a connector reads it."""
    return ChannelPackage(
        external_id=external_id,
        state=state,
        external_status=status,
        version=version,
        lines=lines,
        total=Money(sum(line.total.minor for line in lines), "TRY"),
        origin_ids=origin_ids,
    )


def make_order(external_id: str, packages: Sequence[ChannelPackage]) -> ChannelOrder:
    """An order as a connector reads it."""
    address = ChannelAddress(name="Test Buyer", line1="Line 1", city="Istanbul", country="TR")
    return ChannelOrder(
        external_id=external_id,
        placed_at=NOW,
        currency="TRY",
        packages=packages,
        customer=ChannelCustomer(external_id="888"),
        ship_to=address,
        bill_to=address,
        version=max(package.version for package in packages),
        raw="{}",
    )
