from django.apps import AppConfig
from django.utils.translation import gettext_noop

from arasta.kernel.web import navigation, panels


class PaymentsConfig(AppConfig):
    name = "arasta.contexts.payments"
    label = "payments"

    def ready(self) -> None:
        from arasta.contexts.payments import ports, queries

        ports.read_credentials_with(queries.credentials)
        navigation.register(
            navigation.Entry("Sell", gettext_noop("Payments"), "wallet", "payments_list", "orders.read", 60)
        )
        panels.register(panels.Panel("order", "payments_order_panel", "orders.read", 20))
