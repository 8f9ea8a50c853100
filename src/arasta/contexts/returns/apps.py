from django.apps import AppConfig
from django.utils.translation import gettext_noop

from arasta.kernel.web import navigation, panels


class ReturnsConfig(AppConfig):
    name = "arasta.contexts.returns"
    label = "returns"

    def ready(self) -> None:
        navigation.register(
            navigation.Entry("Sell", gettext_noop("Returns"), "undo-2", "returns_list", "orders.read", 45)
        )
        panels.register(panels.Panel("order", "returns_order_panel", "orders.read", 25))
