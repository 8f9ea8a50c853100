from django.apps import AppConfig
from django.utils.translation import gettext_noop

from arasta.kernel.web import navigation


class InventoryConfig(AppConfig):
    name = "arasta.contexts.inventory"
    label = "inventory"

    def ready(self) -> None:
        navigation.register(
            navigation.Entry(
                "Stock",
                gettext_noop("Stock levels"),
                "boxes",
                "inventory_levels",
                "stock.read",
                10,
                dock=gettext_noop("Stock"),
            )
        )
        navigation.register(
            navigation.Entry("Stock", gettext_noop("Transfers"), "repeat", "inventory_transfers", "stock.read", 20)
        )
        navigation.register(
            navigation.Entry(
                "Stock", gettext_noop("Incoming goods"), "calendar-clock", "inventory_supplies", "stock.read", 22
            )
        )
        navigation.register(
            navigation.Entry(
                "Stock", gettext_noop("Waiting orders"), "hourglass", "inventory_backorders", "stock.read", 24
            )
        )
        navigation.register(
            navigation.Entry("Stock", gettext_noop("Lots and expiry"), "leaf", "inventory_lots", "stock.read", 26)
        )
        navigation.register(
            navigation.Entry(
                "Stock", gettext_noop("Warehouses and stores"), "map-pin", "inventory_locations", "stock.read", 30
            )
        )
