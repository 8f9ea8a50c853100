from django.apps import AppConfig


class StorefrontConfig(AppConfig):
    name = "arasta.surfaces.storefront"
    label = "storefront"
