"""Forms for what of an order is changed: whom it goes to, and how much of it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arasta.contexts.customers.types import PostalAddress
from arasta.contexts.orders.types import BY_CUSTOMER, Address
from arasta.flows.ordering.change_way import WayWished
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import sentence
from arasta.kernel.ids import from_public
from arasta.kernel.postal import LONGEST

NOT_THERE = "not there"
_RULES = {
    "required": _("This is needed."),
    "too_long": _("This is too long."),
    "phone": _("Write the phone with its country code, such as +90 532 123 45 67."),
}


class ReceiverForm(forms.Form):
    """Whom an order goes to, within its country; of a pickup, who comes for it."""

    name = forms.CharField(label=_("Recipient"), max_length=LONGEST["name"])
    line1 = forms.CharField(label=_("Street and number"), max_length=LONGEST["line1"])
    line2 = forms.CharField(label=_("Building, floor, door"), max_length=LONGEST["line2"], required=False)
    district = forms.CharField(label=_("District"), max_length=LONGEST["district"], required=False)
    city = forms.CharField(label=_("City"), max_length=LONGEST["city"])
    region = forms.CharField(label=_("Region"), max_length=LONGEST["region"], required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=LONGEST["postal_code"], required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)

    def __init__(self, former: Address, *, is_pickup: bool, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=asdict(former))
        self.country = former.country
        if is_pickup:
            self.fields = {name: self.fields[name] for name in ("name", "phone")}
            self.fields["name"].label = str(_("Who comes for it"))

    def place(self) -> PostalAddress:
        """Return the address written."""
        return PostalAddress(**{"line1": "", "city": "", **self.cleaned_data, "country": self.country})

    def refuse(self, refusal: DomainError) -> None:
        """Put a refusal on the fields it speaks about, or on the form."""
        wrong = refusal.details.get("fields")
        if not isinstance(wrong, dict):
            self.add_error(None, sentence(refusal))
            return
        for field, rule in wrong.items():
            self.add_error(field if field in self.fields else None, _RULES[rule])


class WayForm(ReceiverForm):
    """How an order comes, and where it goes if it is sent."""

    way = forms.ChoiceField(label=_("Way"))

    def __init__(self, former: Address, ways: list[tuple[str, str]], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(former, is_pickup=False, data=data)
        self.fields["way"].choices = ways  # type: ignore[attr-defined]
        if self.is_fetched:
            for field in self.address_fields:
                field.field.required = False

    @property
    def address_fields(self) -> list[forms.BoundField]:
        """The fields of the address."""
        return [self[name] for name in self.fields if name != "way"]

    @property
    def is_fetched(self) -> bool:
        """Tell whether a place was chosen to fetch it at."""
        return str(self.data.get("way", "")).startswith("loc_")

    def wished(self) -> WayWished:
        """Return the way chosen. Raises UnknownId."""
        way = self.cleaned_data.pop("way")
        if self.is_fetched:
            return WayWished(location_id=from_public("loc", way))
        return WayWished(method=way, address=self.place())


class KeepForm(forms.Form):
    """Why fewer units are kept; what the customer reads depends on it."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[
            (BY_CUSTOMER, pgettext_lazy("reason to cancel a line", "The customer asked for it")),
            (NOT_THERE, pgettext_lazy("reason to cancel a line", "It cannot be sent")),
        ],
    )
