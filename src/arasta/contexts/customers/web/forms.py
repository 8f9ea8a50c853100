"""Shapes of the pages' forms; the services decide."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arasta.contexts.customers.types import AddressRow, AddressToSave, CustomerRow, NewCustomer, PostalAddress
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import sentence
from arasta.kernel.postal import LONGEST

_FIELD_OF = {
    "email_taken": "email",
    "email_invalid": "email",
    "email_needed": "email",
    "name_invalid": "name",
    "phone_invalid": "phone",
    "password_too_weak": "password",
    "password_too_long": "password",
}
_RULES = {
    "required": _("This is needed."),
    "too_long": _("This is too long."),
    "unknown_country": _("Write the two letters of a country, such as TR."),
    "phone": _("Write the phone with its country code, such as +90 532 123 45 67."),
}


def refuse(form: forms.Form, refusal: DomainError) -> None:
    """Put a refusal on the fields it speaks about, or on the form."""
    wrong = refusal.details.get("fields")
    if isinstance(wrong, dict):
        for field, rule in wrong.items():
            form.add_error(field, _RULES[rule])
        return
    named = _FIELD_OF.get(refusal.code)
    form.add_error(named if named in form.fields else None, sentence(refusal))


class ProfileForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120)
    email = forms.EmailField(label=_("Email"), max_length=254, required=False)
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, help_text=_("Messages to the customer are written in it.")
    )

    def profile(self) -> NewCustomer:
        return NewCustomer(**self.cleaned_data)

    @classmethod
    def of(cls, row: CustomerRow) -> ProfileForm:
        return cls(initial={"name": row.name, "email": row.email, "phone": row.phone, "language": row.language})


class AddressForm(forms.Form):
    label = forms.CharField(label=_("Label"), max_length=40, required=False, help_text=_("Such as “Home” or “Office”."))
    name = forms.CharField(label=_("Recipient"), max_length=LONGEST["name"])
    line1 = forms.CharField(label=_("Street and number"), max_length=LONGEST["line1"])
    line2 = forms.CharField(label=_("Building, floor, door"), max_length=LONGEST["line2"], required=False)
    district = forms.CharField(label=_("District"), max_length=LONGEST["district"], required=False)
    city = forms.CharField(label=_("City"), max_length=LONGEST["city"])
    region = forms.CharField(label=_("Region"), max_length=LONGEST["region"], required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=LONGEST["postal_code"], required=False)
    country = forms.CharField(label=_("Country"), max_length=2, initial="TR", help_text=_("Two letters, such as TR."))
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    is_default = forms.BooleanField(label=_("Use this address unless another is chosen"), required=False)

    def to_save(self, replaced: AddressRow | None) -> AddressToSave:
        given = dict(self.cleaned_data)
        label, is_default = given.pop("label"), given.pop("is_default")
        return AddressToSave(PostalAddress(**given), label, is_default, replaced.id if replaced else None)

    @classmethod
    def of(cls, row: AddressRow) -> AddressForm:
        names = [name for name in cls.base_fields if name not in {"label", "is_default"}]
        parts = {name: getattr(row.address, name) for name in names}
        return cls(initial={"label": row.label, "is_default": row.is_default, **parts})


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("First password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. Tell it only to the person whose email this is."),
    )
