from django.apps import AppConfig

from arasta.kernel.errors import gettext_noop


class DeskConfig(AppConfig):
    name = "arasta.surfaces.desk"
    label = "desk"

    def ready(self) -> None:
        from arasta.kernel.web import navigation

        navigation.register(navigation.Entry("Sell", gettext_noop("Phone desk"), "phone", "desk", "carts.write", 22))
        navigation.register(
            navigation.Entry("Sell", gettext_noop("Chats"), "message-circle", "desk_chats", "carts.write", 24)
        )
