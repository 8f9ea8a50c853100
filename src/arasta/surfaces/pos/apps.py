from django.apps import AppConfig

from arasta.kernel.errors import gettext_noop


class PosConfig(AppConfig):
    name = "arasta.surfaces.pos"
    label = "pos"

    def ready(self) -> None:
        from arasta.kernel.web import navigation

        navigation.register(navigation.Entry("Sell", gettext_noop("Till"), "calculator", "till", "till.sell", 10))
