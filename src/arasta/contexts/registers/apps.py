from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "arasta.contexts.registers"
    label = "registers"
