from django.apps import AppConfig
from django.utils.translation import gettext_noop

from arasta.kernel.web import navigation


class BrandConfig(AppConfig):
    name = "arasta.contexts.brand"
    label = "brand"

    def ready(self) -> None:
        navigation.register(
            navigation.Entry("Channels", gettext_noop("Brands"), "palette", "brand_kits", "channels.read", 60)
        )
