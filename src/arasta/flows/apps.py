from django.apps import AppConfig


class FlowsConfig(AppConfig):
    name = "arasta.flows"
    label = "flows"
