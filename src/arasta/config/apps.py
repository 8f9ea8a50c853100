from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Registers the connectors: config is the only room that knows them all."""

    name = "arasta.config"
    label = "config"

    def ready(self) -> None:
        from arasta.connectors.testpay import connector as testpay
        from arasta.connectors.trendyol import connector as trendyol

        testpay.register()
        trendyol.register()
