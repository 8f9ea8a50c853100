from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "arasta.contexts.payments"
    label = "payments"
