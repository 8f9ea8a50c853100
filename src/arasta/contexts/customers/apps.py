from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "arasta.contexts.customers"
    label = "customers"
