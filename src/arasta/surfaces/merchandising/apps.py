from django.apps import AppConfig
from django.utils.translation import gettext_noop

from arasta.kernel.web import navigation


class MerchandisingConfig(AppConfig):
    name = "arasta.surfaces.merchandising"
    label = "merchandising"

    def ready(self) -> None:
        navigation.register(
            navigation.Entry(
                "Catalog", gettext_noop("Collections"), "layers", "merchandising_collections", "catalog.read", 30
            )
        )
        navigation.register(
            navigation.Entry(
                "Catalog", gettext_noop("Goes together"), "link", "merchandising_companions", "catalog.read", 35
            )
        )
