"""Shapes of what customers write in their account."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from arasta.contexts.customers.types import CustomerRow, NewCustomer
from arasta.kernel.postal import LONGEST
from arasta.kernel.web.address_form import email_field, text_field
from arasta.surfaces.storefront.forms import RULES, password_field


class AskForm(forms.Form):
    """Where the code shall go. It stands beside another form with an email."""

    email = email_field("username webauthn")

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="ask_%s")


class CodeForm(forms.Form):
    """The six digits from the email."""

    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": "autofocus"}
        ),
        error_messages={"required": RULES["required"], "max_length": RULES["too_long"]},
    )

    def clean_code(self) -> str:
        """Let people write “123 456”."""
        return "".join(str(self.cleaned_data["code"]).split())


class PasswordForm(forms.Form):
    """A new password; `must_prove`: and the old one."""

    current = password_field("current-password", label=_("Password until now"))
    password = password_field("new-password", label=_("New password"), help_text=_("At least 10 characters."))

    def __init__(self, *args: Any, must_prove: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not must_prove:
            del self.fields["current"]


class ProfileForm(forms.Form):
    """Who a customer is and how to reach them."""

    name = text_field(_("Full name"), LONGEST["name"], autocomplete="name", required=True)
    email = email_field("email")
    phone = text_field(_("Phone"), 40, autocomplete="tel", inputmode="tel")
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    def profile(self) -> NewCustomer:
        return NewCustomer(**self.cleaned_data)

    @classmethod
    def of(cls, row: CustomerRow) -> ProfileForm:
        return cls(initial={"name": row.name, "email": row.email, "phone": row.phone, "language": row.language})
