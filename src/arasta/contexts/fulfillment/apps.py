from django.apps import AppConfig


class FulfillmentConfig(AppConfig):
    name = "arasta.contexts.fulfillment"
    label = "fulfillment"
