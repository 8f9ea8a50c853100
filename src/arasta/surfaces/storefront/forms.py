"""Shapes of what shoppers write; the services decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, ClassVar

from babel import Locale
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from arasta.contexts.customers.types import COUNTRIES, LONGEST, AddressRow, AddressToSave, PostalAddress
from arasta.contexts.orders.types import Address, DeliveryKind
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import sentence
from arasta.surfaces.storefront.address_shapes import shape_of

RULES = {
    "required": _("Please fill this in."),
    "too_long": _("This is too long."),
    "unknown_country": _("Choose a country."),
    "phone": _("Write the phone with its country code, such as +90 532 123 45 67."),
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
ADDRESS_FIELDS = ("country", "name", "line1", "line2", "district", "city", "region", "postal_code", "phone")


def countries() -> list[tuple[str, str]]:
    """Return the countries by name, as the reader's language sorts and writes them."""
    names = Locale.parse((get_language() or "en")[:2]).territories
    return sorted(((code, names.get(code, code)) for code in COUNTRIES), key=lambda pair: pair[1])


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


_NEEDED = {"required": RULES["required"]}


def text_field(label: Any, most: int, *, autocomplete: str, required: bool = False, **attrs: str) -> forms.CharField:
    """Return a field for a line of text."""
    widget = forms.TextInput(attrs={"autocomplete": autocomplete, **attrs})
    return forms.CharField(label=label, max_length=most, required=required, widget=widget, error_messages=_NEEDED)


def email_field(autocomplete: str) -> forms.EmailField:
    """Return a field for an email."""
    wrong = {**_NEEDED, "invalid": _("Write a whole email address, such as name@mail.com.")}
    widget = forms.EmailInput(attrs={"autocomplete": autocomplete})
    return forms.EmailField(label=_("Your email"), max_length=254, widget=widget, error_messages=wrong)


def password_field(
    autocomplete: str, *, help_text: Any = "", label: Any = None, required: bool = True
) -> forms.CharField:
    """Return a field for a password."""
    return forms.CharField(
        label=label or _("Password"),
        max_length=1000,
        strip=False,
        required=required,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        help_text=help_text,
        error_messages=_NEEDED,
    )


class PlaceForm(forms.Form):
    """The parts of an address, as its country writes them."""

    use_required_attribute = False

    country = forms.ChoiceField(
        label=_("Country"),
        choices=countries,
        widget=forms.Select(attrs={"autocomplete": "country", "data-reshapes": "yes"}),
    )
    name = text_field(_("Full name"), LONGEST["name"], autocomplete="name", required=True)
    line1 = text_field(_("Street and number"), LONGEST["line1"], autocomplete="address-line1", required=True)
    line2 = text_field(_("Building, floor, door"), LONGEST["line2"], autocomplete="address-line2")
    district = text_field(_("District"), LONGEST["district"], autocomplete="address-level3")
    city = text_field(_("City"), LONGEST["city"], autocomplete="address-level2", required=True)
    region = text_field(_("Region"), LONGEST["region"], autocomplete="address-level1")
    postal_code = text_field(_("Postal code"), LONGEST["postal_code"], autocomplete="postal-code")
    phone = text_field(_("Phone"), 40, autocomplete="tel", inputmode="tel")

    def __init__(self, data: Mapping[str, Any] | None = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        country = str((data or initial or {}).get("country", ""))
        self.shape = shape_of(country if country in COUNTRIES else "")
        for name in set(ADDRESS_FIELDS) - set(self.shape.parts):
            del self.fields[name]
        for name in self.shape.parts:
            if name in self.shape.names:
                self.fields[name].label = str(self.shape.names[name])
            self.fields[name].required = name in self.shape.needed
        if self.shape.areas:
            self._offer_areas()
        self.order_fields([*self.first_fields, *self.shape.parts])

    first_fields: ClassVar[tuple[str, ...]] = ()

    @property
    def place_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.shape.parts]

    def clean_postal_code(self) -> str:
        """Refuse what is no postal code in the country."""
        code = str(self.cleaned_data["postal_code"]).strip().upper()
        if code and not self.shape.takes_code(code):
            raise forms.ValidationError(_("A postal code there looks like %(example)s."), params=self._example)
        return code

    def place(self) -> PostalAddress:
        """Return the address written, tidied."""
        given = {name: self.cleaned_data.get(name, "") for name in ADDRESS_FIELDS}
        return PostalAddress(**{**given, "city": given["city"] or self.shape.only_city}).tidied()

    @property
    def _example(self) -> dict[str, str]:
        return {"example": self.shape.example}

    def _offer_areas(self) -> None:
        is_needed = "region" in self.shape.needed
        self.fields["region"] = forms.ChoiceField(
            label=self.fields["region"].label,
            choices=[("", "—"), *self.shape.areas],
            required=is_needed,
            widget=forms.Select(attrs={"autocomplete": "address-level1"}),
            error_messages={**_NEEDED, "invalid_choice": RULES["required"]},
        )


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
