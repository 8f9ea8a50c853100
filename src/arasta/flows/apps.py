from django.apps import AppConfig


class FlowsConfig(AppConfig):
    """An app only for its translations; config subscribes the handlers."""

    name = "arasta.flows"
    label = "flows"
