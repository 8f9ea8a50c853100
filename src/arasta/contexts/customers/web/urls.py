"""Addresses under /office/."""

from __future__ import annotations

from django.urls import path

from arasta.contexts.customers.web import places, views

urlpatterns = [
    path("customers", views.customers, name="customers_customers"),
    path("customers/add", views.add, name="customers_add"),
    path("customers/<str:key>", views.customer, name="customers_customer"),
    path("customers/<str:key>/profile", views.profile, name="customers_profile"),
    path("customers/<str:key>/consents", views.consents_panel, name="customers_consents"),
    path("customers/<str:key>/consents/<str:consent_key>/withdraw", views.withdraw, name="customers_consent_withdraw"),
    path("customers/<str:key>/login", views.open_login, name="customers_open_login"),
    path("customers/<str:key>/addresses/add", places.add, name="customers_address_add"),
    path("customers/<str:key>/addresses/<str:address_key>", places.edit, name="customers_address"),
    path("customers/<str:key>/addresses/<str:address_key>/delete", places.delete, name="customers_address_delete"),
]
