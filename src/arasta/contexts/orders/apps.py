from django.apps import AppConfig
from django.utils.translation import gettext_noop

from arasta.kernel.web import navigation, panels


class OrdersConfig(AppConfig):
    name = "arasta.contexts.orders"
    label = "orders"

    def ready(self) -> None:
        navigation.register(
            navigation.Entry(
                "Sell", gettext_noop("Orders"), "receipt", "orders_page", "orders.read", 20, dock=gettext_noop("Orders")
            )
        )
        panels.register(panels.Panel("customer", "orders_customer_panel", "orders.read", 10))
