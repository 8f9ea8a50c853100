"""The plan that asks a shop what it is: shows that address and keys work, and finds settings out."""

from __future__ import annotations

from urllib.parse import urlsplit

from arasta.connectors.woocommerce import answers, client
from arasta.connectors.woocommerce.documents import Setting, SystemStatus
from arasta.contexts.channels.types.inbound import Introduction
from arasta.kernel.transport.wire import Plan


def introduce() -> Plan[Introduction]:
    """Ask for the shop's address, currency and country, and whether its prices hold the tax."""
    status = answers.expect((yield client.system_status()), SystemStatus)
    taxed = answers.expect((yield client.setting("tax", "woocommerce_prices_include_tax")), Setting)
    country = answers.expect((yield client.setting("general", "woocommerce_default_country")), Setting)
    host = urlsplit(status.environment.home_url).hostname or status.environment.home_url
    return Introduction(
        account=host,
        name=host,
        currency=status.settings.currency,
        country=str(country.value).partition(":")[0],
        settings={"prices_include_tax": "no" if taxed.value == "no" else "yes"},
    )
