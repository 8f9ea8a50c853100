from django.apps import AppConfig


class FlowsConfig(AppConfig):
    name = "arasta.flows"
    label = "flows"

    def ready(self) -> None:
        from arasta.flows.ordering import handlers as ordering
        from arasta.flows.shipping import handlers as shipping

        shipping.register()
        ordering.register()
