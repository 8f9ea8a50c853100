from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "arasta.contexts.support"
    label = "support"
