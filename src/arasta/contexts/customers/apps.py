from django.apps import AppConfig
from django.utils.translation import gettext_noop

from arasta.kernel.web import navigation, panels


class CustomersConfig(AppConfig):
    name = "arasta.contexts.customers"
    label = "customers"

    def ready(self) -> None:
        navigation.register(
            navigation.Entry("Sell", gettext_noop("Customers"), "contact", "customers_customers", "customers.read", 40)
        )
        panels.register(panels.Panel("customer", "customers_consents", "customers.read", 90))
