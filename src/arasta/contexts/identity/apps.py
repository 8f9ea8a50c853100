from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "arasta.contexts.identity"
    label = "identity"
