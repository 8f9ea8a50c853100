from django.apps import AppConfig


class PricingConfig(AppConfig):
    name = "arasta.contexts.pricing"
    label = "pricing"
