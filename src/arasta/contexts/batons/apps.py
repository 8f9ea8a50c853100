from django.apps import AppConfig

from arasta.kernel.web import panels


class BatonsConfig(AppConfig):
    name = "arasta.contexts.batons"
    label = "batons"

    def ready(self) -> None:
        panels.register(panels.Panel("order", "batons_order_panel", "orders.read", 60))
