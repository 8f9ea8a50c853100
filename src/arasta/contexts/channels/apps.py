from django.apps import AppConfig
from django.utils.translation import gettext_noop

from arasta.kernel.web import navigation, panels


class ChannelsConfig(AppConfig):
    name = "arasta.contexts.channels"
    label = "channels"

    def ready(self) -> None:
        navigation.register(
            navigation.Entry("Channels", gettext_noop("Channels"), "cable", "channels_channels", "channels.read", 10)
        )
        navigation.register(
            navigation.Entry("Channels", gettext_noop("Feeds"), "file-down", "channels_feeds", "channels.read", 40)
        )
        panels.register(panels.Panel("order", "channels_order_panel", "channels.read", 30))
