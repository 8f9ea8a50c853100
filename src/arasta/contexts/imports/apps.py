from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "arasta.contexts.imports"
    label = "imports"
