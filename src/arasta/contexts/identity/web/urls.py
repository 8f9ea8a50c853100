"""Addresses under /office/."""

from __future__ import annotations

from django.urls import path

from arasta.contexts.identity.web import entrance, keys, staff

urlpatterns = [
    path("sign-in", entrance.sign_in, name="identity_sign_in"),
    path("begin", entrance.begin, name="identity_begin"),
    path("sign-out", entrance.sign_out, name="identity_sign_out"),
    path("language", entrance.preferences, name="set_language"),  # the name the kit's language switch looks for
    path("staff", staff.people, name="identity_staff"),
    path("staff/add", staff.add, name="identity_staff_add"),
    path("staff/<str:key>", staff.person, name="identity_person"),
    path("staff/<str:key>/work", staff.work, name="identity_person_work"),
    path("staff/<str:key>/password", staff.password, name="identity_person_password"),
    path("staff/<str:key>/deactivate", staff.deactivate, name="identity_person_deactivate"),
    path("staff/<str:key>/reactivate", staff.reactivate, name="identity_person_reactivate"),
    path("api-keys", keys.keys, name="identity_api_keys"),
    path("api-keys/add", keys.add, name="identity_api_keys_add"),
    path("api-keys/<str:key>/revoke", keys.revoke, name="identity_api_key_revoke"),
]
