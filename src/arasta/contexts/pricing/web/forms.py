"""Shapes of the pages' forms; the services decide."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from arasta.contexts.pricing import ports
from arasta.contexts.pricing.types import (
    OldPriceNotAbove,
    PriceCell,
    PriceInput,
    PriceListInput,
    PriceListRow,
    TaxRateInput,
)
from arasta.contexts.pricing.web.amounts import read_amount
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import sentence
from arasta.kernel.money import Money, exponent

_FIELD_OF = {"invalid_price_list": "code", "price_list_in_use": "currency", "unknown_channel": "channel"}


def refuse(form: forms.Form, refusal: DomainError) -> None:
    """Put a refusal on the field it speaks about, or on the form."""
    field = _FIELD_OF.get(refusal.code)
    form.add_error(field if field in form.fields else None, sentence(refusal))


def _moment() -> forms.DateTimeInput:
    return forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M")


class PricesForm(forms.Form):
    """The prices of one variant: for each list the price of a unit and the old price beside it."""

    def __init__(self, *args: Any, lists: Sequence[PriceListRow], cells: Sequence[PriceCell], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lists = lists
        self.standing = {cell.price_list: cell for cell in cells if cell.min_quantity == 1}
        for row in lists:
            cell = self.standing.get(row.code)
            self.fields[f"price-{row.code}"] = _amount(_("Price"), cell.price if cell else None)
            self.fields[f"old-{row.code}"] = _amount(_("Old price"), cell.compare_at if cell else None)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The fields, list by list."""
        return [{"list": row, "price": self[f"price-{row.code}"], "old": self[f"old-{row.code}"]} for row in self.lists]

    def clean(self) -> None:
        """Read the amounts; a wrong one says so on its own field."""
        super().clean()
        asked = [row for row in self.lists if f"price-{row.code}" in self.data]
        self.read = {row.code: self._pair(row) for row in asked}

    def prices(self, variant_id: UUID) -> list[PriceInput]:
        """Return what was asked for: an emptied price is taken off its list, one that was not sent stays."""
        return [
            PriceInput(price_list=code, variant_id=variant_id, price=price, compare_at=old)
            for code, (price, old) in self.read.items()
            if price is not None or code in self.standing
        ]

    def _pair(self, row: PriceListRow) -> tuple[Money | None, Money | None]:
        price = self._amount(f"price-{row.code}", row.currency)
        old = self._amount(f"old-{row.code}", row.currency)
        if old is not None and (price is None or old <= price):
            self.add_error(f"old-{row.code}", sentence(OldPriceNotAbove()))
        return price, old

    def _amount(self, field: str, currency: str) -> Money | None:
        text = self.cleaned_data.get(field, "")
        try:
            return read_amount(text, currency) if text else None
        except ValueError:
            digits = exponent(currency)
            self.add_error(field, gettext("Write an amount with at most %(digits)s decimals.") % {"digits": digits})
            return None


class PriceListForm(forms.Form):
    """A price list; its code stays."""

    code = forms.SlugField(label=_("Code"), max_length=60, help_text=_("Small letters, digits and hyphens. It stays."))
    name = forms.CharField(label=_("Name"), max_length=120)
    currency = forms.RegexField(label=_("Currency"), regex="^[A-Z]{3}$", max_length=3, help_text="TRY, EUR, USD")
    priority = forms.IntegerField(
        label=_("Priority"), initial=0, help_text=_("Of two lists that fit, the higher number counts.")
    )
    starts_at = forms.DateTimeField(label=_("Starts"), required=False, widget=_moment())
    ends_at = forms.DateTimeField(label=_("Ends"), required=False, widget=_moment())
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, standing: PriceListRow | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = standing
        channels = [(str(channel.id), channel.name) for channel in ports.channel_names()]
        if channels:
            choices = [("", gettext("All channels")), *channels]
            self.fields["channel"] = forms.ChoiceField(label=_("Channel"), required=False, choices=choices)
        if standing:
            del self.fields["code"]

    @classmethod
    def of(cls, row: PriceListRow) -> PriceListForm:
        initial = {
            "name": row.name,
            "currency": row.currency,
            "priority": row.priority,
            "starts_at": row.starts_at,
            "ends_at": row.ends_at,
            "is_active": row.is_active,
            "channel": str(row.channel_id or ""),
        }
        return cls(initial=initial, standing=row)

    def price_list(self) -> PriceListInput:
        """Return what was asked for; a channel that cannot be chosen here stays."""
        given, standing = self.cleaned_data, self.standing
        channel = standing.channel_id if standing else None
        if "channel" in self.fields:
            channel = UUID(given["channel"]) if given["channel"] else None
        return PriceListInput(
            code=standing.code if standing else given["code"],
            name=given["name"],
            currency=given["currency"],
            channel_id=channel,
            priority=given["priority"],
            starts_at=given["starts_at"],
            ends_at=given["ends_at"],
            is_active=given["is_active"],
        )


class TaxRateForm(forms.Form):
    """A tax rate from a day on."""

    country = forms.RegexField(label=_("Country"), regex="^[A-Z]{2}$", max_length=2, help_text="TR, DE, FR")
    tax_class = forms.SlugField(label=_("Tax class"), max_length=40, help_text="standard, reduced, food")
    percent = forms.DecimalField(label=_("Percent"), min_value=0, max_value=Decimal("99.99"), decimal_places=2)
    valid_from = forms.DateField(label=_("From"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def tax_rate(self) -> TaxRateInput:
        """Return what was asked for."""
        given = self.cleaned_data
        return TaxRateInput(
            tax_class=given["tax_class"],
            country=given["country"],
            rate=given["percent"] / 100,
            valid_from=given["valid_from"],
        )


def _amount(label: Any, standing: Money | None) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=20,
        initial=str(standing.amount) if standing else "",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "input-num input-sm"}),
    )
