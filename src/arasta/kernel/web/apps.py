from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "arasta.kernel.web"
    label = "web"
