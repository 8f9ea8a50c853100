from django.apps import AppConfig
from django.utils.translation import gettext_noop

from arasta.kernel.web import navigation, panels


class FulfillmentConfig(AppConfig):
    name = "arasta.contexts.fulfillment"
    label = "fulfillment"

    def ready(self) -> None:
        navigation.register(
            navigation.Entry(
                "Sell",
                gettext_noop("Fulfillment"),
                "truck",
                "fulfillment_orders",
                "fulfillment.read",
                30,
                dock=gettext_noop("Picking"),
            )
        )
        navigation.register(
            navigation.Entry(
                "Settings", gettext_noop("Delivery methods"), "package", "fulfillment_methods", "fulfillment.read", 30
            )
        )
        panels.register(panels.Panel("order", "fulfillment_order_panel", "fulfillment.read", 10))
