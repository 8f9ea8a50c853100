"""Addresses of the customer's account: coming in, what they say of themselves, and where they are in."""

from __future__ import annotations

from django.urls import path

from arasta.surfaces.storefront.views import devices, emailing, entering, profile, security, texting

urlpatterns = [
    path("account/code/ask", entering.ask_code, name="shop_sign_in_code_ask"),
    path("account/code", entering.enter_code, name="shop_sign_in_code"),
    path("account/passkey/ask", entering.ask_passkey, name="shop_passkey_ask"),
    path("account/passkey", entering.enter_passkey, name="shop_passkey"),
    path("account/passkeys/ask", entering.ask_new_passkey, name="shop_passkey_new"),
    path("account/passkeys/keep", entering.keep_passkey, name="shop_passkey_keep"),
    path("account/passkeys/<str:word>/delete", security.delete_passkey, name="shop_passkey_delete"),
    path("account/signing-in", security.security, name="shop_security"),
    path("account/password", security.password, name="shop_password"),
    path("account/devices/others/end", security.end_other_devices, name="shop_devices_end"),
    path("account/devices/<str:word>/end", security.end_device, name="shop_device_end"),
    path("account/profile", profile.profile, name="shop_profile"),
    path("account/email", emailing.prove, name="shop_email"),
    path("account/email/ask", emailing.ask_again, name="shop_email_ask"),
    path("account/consents", profile.allowed, name="shop_consents"),
    path("account/texts/ask", texting.ask, name="shop_texts_ask"),
    path("account/texts", texting.prove, name="shop_texts"),
    path("account/texts/off", texting.stop, name="shop_texts_stop"),
    path("account/shown-on/<str:word>/off", devices.unfollow_elsewhere, name="shop_device_unfollow"),
    path("push/key", devices.key, name="shop_push_key"),
    path("push/state", devices.state, name="shop_push_state"),
    path("push/follow", devices.follow, name="shop_push_follow"),
    path("push/unfollow", devices.unfollow, name="shop_push_unfollow"),
]
