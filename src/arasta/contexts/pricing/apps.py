from django.apps import AppConfig
from django.utils.translation import gettext_noop

from arasta.kernel.web import navigation, panels


class PricingConfig(AppConfig):
    name = "arasta.contexts.pricing"
    label = "pricing"

    def ready(self) -> None:
        navigation.register(
            navigation.Entry("Catalog", gettext_noop("Price lists"), "tags", "pricing_lists", "catalog.read", 30)
        )
        navigation.register(
            navigation.Entry("Catalog", gettext_noop("Tax rates"), "percent", "pricing_taxes", "catalog.read", 40)
        )
        panels.register(panels.Panel("variants", "pricing_cells", "catalog.read", 10))
