from django.apps import AppConfig
from django.utils.translation import gettext_noop

from arasta.kernel.web import navigation


class CatalogConfig(AppConfig):
    name = "arasta.contexts.catalog"
    label = "catalog"

    def ready(self) -> None:
        navigation.register(
            navigation.Entry("Catalog", gettext_noop("Products"), "shirt", "catalog_products", "catalog.read", 10)
        )
        navigation.register(
            navigation.Entry("Catalog", gettext_noop("Variants"), "barcode", "catalog_variants", "catalog.read", 20)
        )
