from django.apps import AppConfig


class InvoicesConfig(AppConfig):
    name = "arasta.contexts.invoices"
    label = "invoices"
