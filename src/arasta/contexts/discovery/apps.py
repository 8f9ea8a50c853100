from django.apps import AppConfig
from django.utils.translation import gettext_noop

from arasta.kernel.web import navigation


class DiscoveryConfig(AppConfig):
    name = "arasta.contexts.discovery"
    label = "discovery"

    def ready(self) -> None:
        navigation.register(
            navigation.Entry("Catalog", gettext_noop("Synonyms"), "search", "discovery_synonyms", "catalog.read", 40)
        )
