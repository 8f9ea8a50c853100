from django.apps import AppConfig
from django.utils.translation import gettext_noop

from arasta.kernel.web import navigation


class PickupConfig(AppConfig):
    name = "arasta.contexts.pickup"
    label = "pickup"

    def ready(self) -> None:
        navigation.register(
            navigation.Entry(
                "Settings",
                gettext_noop("Hours and pickup"),
                "clock",
                "backoffice_pickup_places",
                "fulfillment.read",
                32,
            )
        )
