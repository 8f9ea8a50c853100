"""Shapes of what shoppers write; the services decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arasta.contexts.customers.types import AddressRow, AddressToSave, PostalAddress
from arasta.contexts.orders.types import Address, DeliveryKind
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import sentence
from arasta.kernel.postal import LONGEST
from arasta.kernel.web import address_form
from arasta.kernel.web.address_form import ADDRESS_FIELDS, NEEDED, AddressPartsForm, email_field, text_field

RULES = {
    **address_form.RULES,
    "unknown": _("Choose from one star to five."),
    "link": _("Leave addresses of web pages out."),
    "card": _("This looks like a card number. Leave it out."),
}
_FIELD_OF = {
    "email_taken": "email",
    "email_invalid": "email",
    "name_invalid": "name",
    "phone_invalid": "phone",
    "password_too_weak": "password",
    "password_too_long": "password",
    "wrong_email_or_password": "current",
}


def refuse(form: forms.Form, refusal: DomainError) -> None:
    """Put a refusal on the fields it speaks about, or on the form."""
    wrong = refusal.details.get("fields")
    if isinstance(wrong, dict):
        mark(form, wrong)
        return
    named = _FIELD_OF.get(refusal.code)
    form.add_error(named if named in form.fields else None, sentence(refusal))


def mark(form: forms.Form, wrong: dict[str, str]) -> None:
    """Say on each wrong field which rule it breaks."""
    for field, rule in wrong.items():
        form.add_error(field if field in form.fields else None, RULES[rule])


def password_field(autocomplete: str, *, help_text: Any = "", label: Any = None) -> forms.CharField:
    """Return a field for a password."""
    return forms.CharField(
        label=label or _("Password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        help_text=help_text,
        error_messages=NEEDED,
    )


class PlaceForm(AddressPartsForm):
    """An address as a shopper writes it."""

    def place(self) -> PostalAddress:
        """Return the address written, tidied."""
        return PostalAddress(**self.written()).tidied()


class CheckoutForm(PlaceForm):
    """Who orders, and how the goods shall reach them."""

    email = email_field("email")
    delivery = forms.ChoiceField(choices=[(kind, kind) for kind in (DeliveryKind.DELIVERY, DeliveryKind.PICKUP)])
    method = forms.CharField(max_length=60, required=False)
    store = forms.CharField(max_length=60, required=False)
    saved = forms.CharField(max_length=60, required=False)
    fetch_store = forms.CharField(max_length=60, required=False)
    pickup_name = text_field(_("Full name"), LONGEST["name"], autocomplete="name", required=True)
    pickup_phone = text_field(_("Phone"), 40, autocomplete="tel", inputmode="tel")
    offers = forms.BooleanField(required=False)
    keep = forms.BooleanField(required=False)

    def clean(self) -> None:
        """Forget what is wrong with the way that was not chosen."""
        uses_book = self.cleaned_data.get("saved") not in {None, "", "new"}
        idle = set() if self.is_pickup else {"pickup_name", "pickup_phone"}
        if self.is_pickup or uses_book:
            idle |= set(ADDRESS_FIELDS)
        for name in idle:
            self.errors.pop(name, None)

    @property
    def is_pickup(self) -> bool:
        return self.cleaned_data.get("delivery") == DeliveryKind.PICKUP

    def address(self, *, country: str) -> Address:
        """Return where the goods go, marking what is wrong; at a pickup only who comes for them."""
        given = self.place()
        if self.is_pickup:
            parts = {name: str(self.cleaned_data.get(f"pickup_{name}", "")) for name in ("name", "phone")}
            given = PostalAddress(line1="", city="", country=country, **parts).tidied()
        wrong = given.wrong_fields()
        if self.is_pickup:
            wrong = {f"pickup_{name}": rule for name, rule in wrong.items() if name in {"name", "phone"}}
        mark(self, wrong)
        return address_of(given)


class AddressForm(PlaceForm):
    """An address of the customer's book."""

    label = text_field(_("Name of the address"), 40, autocomplete="off")
    is_default = forms.BooleanField(label=_("Use this address unless I choose another"), required=False)
    first_fields = ("label",)

    def to_save(self, replaced: AddressRow | None) -> AddressToSave:
        given = self.cleaned_data
        return AddressToSave(self.place(), given["label"], given["is_default"], replaced.id if replaced else None)

    @classmethod
    def of(cls, row: AddressRow) -> AddressForm:
        parts = {name: getattr(row.address, name) for name in ADDRESS_FIELDS}
        return cls(initial={"label": row.label, "is_default": row.is_default, **parts})


class ReceiverForm(PlaceForm):
    """Where an order goes, within its country; of a pickup, who comes for it."""

    def __init__(self, former: Address, *, is_pickup: bool, data: Mapping[str, Any] | None = None) -> None:
        self.stays = {"country": former.country}
        super().__init__(data and {**data, **self.stays}, initial=asdict(former))
        kept = {"name", "phone"} if is_pickup else set(self.fields) - {"country"}
        self.fields = {name: field for name, field in self.fields.items() if name in kept}

    def clean(self) -> dict[str, Any]:
        """Stay in the country."""
        return {**self.cleaned_data, **self.stays}


class SignInForm(forms.Form):
    email = email_field("username")
    password = password_field("current-password")


class RegisterForm(forms.Form):
    name = text_field(_("Full name"), LONGEST["name"], autocomplete="name", required=True)
    email = email_field("username")
    password = password_field("new-password", help_text=_("At least 10 characters."))


def address_of(given: PostalAddress) -> Address:
    """Return an address as a cart keeps it."""
    return Address(**{name: getattr(given, name) for name in Address.__dataclass_fields__})
