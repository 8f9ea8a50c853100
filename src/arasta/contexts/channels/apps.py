from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    name = "arasta.contexts.channels"
    label = "channels"
