from django.apps import AppConfig
from django.utils.translation import gettext_noop

from arasta.kernel.web import navigation, panels


class RegistersConfig(AppConfig):
    name = "arasta.contexts.registers"
    label = "registers"

    def ready(self) -> None:
        navigation.register(
            navigation.Entry("Settings", gettext_noop("Registers"), "calculator", "registers_list", "channels.read", 40)
        )
        panels.register(panels.Panel("order", "registers_order_panel", "orders.read", 30))
