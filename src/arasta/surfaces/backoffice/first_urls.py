"""Addresses of the first steps and of registers."""

from __future__ import annotations

from django.urls import path

from arasta.surfaces.backoffice.views import first_steps, registers

urlpatterns = [
    path("first-steps", first_steps.first_steps, name="backoffice_first_steps"),
    path("registers/add", registers.add, name="backoffice_register_add"),
    path("registers/<str:key>", registers.change, name="backoffice_register"),
]
