from django.apps import AppConfig


class WishesConfig(AppConfig):
    name = "arasta.contexts.wishes"
    label = "wishes"
