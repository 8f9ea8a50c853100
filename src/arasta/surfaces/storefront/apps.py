from django.apps import AppConfig
from django.utils.translation import gettext_noop

from arasta.kernel.web import navigation


class StorefrontConfig(AppConfig):
    name = "arasta.surfaces.storefront"
    label = "storefront"

    def ready(self) -> None:
        navigation.register(
            navigation.Entry("Channels", gettext_noop("Kiosks"), "tablet", "shop_kiosks", "channels.write", 70)
        )
