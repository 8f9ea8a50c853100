from django.apps import AppConfig
from django.utils.translation import gettext_noop

from arasta.kernel.web import navigation


class ShelfConfig(AppConfig):
    name = "arasta.surfaces.shelf"
    label = "shelf"

    def ready(self) -> None:
        navigation.register(
            navigation.Entry("Catalog", gettext_noop("Labels"), "qr-code", "shelf_labels", "catalog.read", 50)
        )
