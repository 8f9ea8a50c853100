"""Addresses under /office/."""

from __future__ import annotations

from django.urls import path

from arasta.contexts.fulfillment.web import methods, views

urlpatterns = [
    path("fulfillment", views.fulfillment_orders, name="fulfillment_orders"),
    path("fulfillment/<str:key>", views.fulfillment_order, name="fulfillment_order"),
    path("fulfillment/of-order/<str:key>", views.order_panel, name="fulfillment_order_panel"),
    path("delivery-methods", methods.delivery_methods, name="fulfillment_methods"),
    path("delivery-methods/<str:code>", methods.delivery_method, name="fulfillment_method"),
]
