from django.apps import AppConfig
from django.utils.translation import gettext_noop

from arasta.kernel.web import navigation, panels


class BackofficeConfig(AppConfig):
    name = "arasta.surfaces.backoffice"
    label = "backoffice"

    def ready(self) -> None:
        navigation.register(
            navigation.Entry(
                navigation.HOME,
                gettext_noop("Today"),
                "house",
                "backoffice_home",
                "orders.read",
                0,
                dock=gettext_noop("Today"),
            )
        )
        navigation.register(
            navigation.Entry("Stock", gettext_noop("Imports"), "upload", "backoffice_imports", "stock.write", 60)
        )
        navigation.register(
            navigation.Entry(
                "Settings", gettext_noop("Payment providers"), "wallet", "backoffice_pay_accounts", "channels.write", 45
            )
        )
        navigation.register(
            navigation.Entry(
                "Channels", gettext_noop("Web shops"), "globe", "backoffice_web_shops", "channels.read", 61
            )
        )
        navigation.register(
            navigation.Entry(
                "Channels", gettext_noop("Returns to answer"), "undo-2", "backoffice_channel_returns", "orders.read", 30
            )
        )
        navigation.register(
            navigation.Entry("Settings", gettext_noop("Audit"), "shield-check", "backoffice_audit", "system.read", 79)
        )
        navigation.register(
            navigation.Entry("Settings", gettext_noop("System"), "activity", "backoffice_system", "system.read", 80)
        )
        navigation.register(
            navigation.Entry("Settings", gettext_noop("Building blocks"), "palette", "design", "system.read", 90)
        )
        _add_commands()
        _add_panels()


def _add_commands() -> None:
    navigation.register_command(
        navigation.Command(
            gettext_noop("Move stock to another location"),
            "repeat",
            "backoffice_transfer_send",
            "stock.write",
            gettext_noop("transfer send shipment between stores"),
        )
    )
    navigation.register_command(
        navigation.Command(
            gettext_noop("Check the books"),
            "shield-check",
            "backoffice_audit",
            "system.read",
            gettext_noop("audit proof invariants"),
        )
    )
    navigation.register_command(
        navigation.Command(
            gettext_noop("First steps"),
            "list-checks",
            "backoffice_first_steps",
            "staff.write",
            gettext_noop("begin set up company"),
        )
    )


def _add_panels() -> None:
    panels.register(panels.Panel("fulfillment", "backoffice_fulfillment_actions", "fulfillment.write", 10))
    panels.register(panels.Panel("product", "backoffice_product_stock", "stock.read", 20))
    panels.register(panels.Panel("fulfillment", "backoffice_fulfillment_kits", "fulfillment.read", 5))
    panels.register(panels.Panel("order", "backoffice_order_lots", "orders.read", 15))
    panels.register(panels.Panel("order", "backoffice_order_money", "orders.read", 22))
    panels.register(panels.Panel("product", "backoffice_product_kits", "stock.read", 30))
