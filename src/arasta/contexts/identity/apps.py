from django.apps import AppConfig
from django.utils.translation import gettext_noop

from arasta.kernel.web import navigation


class IdentityConfig(AppConfig):
    name = "arasta.contexts.identity"
    label = "identity"

    def ready(self) -> None:
        navigation.register(
            navigation.Entry("Settings", gettext_noop("Staff"), "users", "identity_staff", "staff.read", 10)
        )
        navigation.register(
            navigation.Entry("Settings", gettext_noop("API keys"), "key-round", "identity_api_keys", "staff.read", 20)
        )
