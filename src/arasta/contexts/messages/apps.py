from django.apps import AppConfig
from django.utils.translation import gettext_noop

from arasta.kernel.web import navigation, panels


class MessagesConfig(AppConfig):
    name = "arasta.contexts.messages"
    label = "messaging"  # Django's own app for notes on pages is called messages

    def ready(self) -> None:
        from arasta.contexts.messages import handlers

        handlers.register()
        navigation.register(
            navigation.Entry("Sell", gettext_noop("Messages"), "mail", "messages_list", "customers.read", 60)
        )
        panels.register(panels.Panel("order", "messages_order_panel", "orders.read", 40))
