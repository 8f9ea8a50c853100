from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "arasta.contexts.catalog"
    label = "catalog"
