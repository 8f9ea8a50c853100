"""Shapes of the pages' forms; the services decide."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from arasta.contexts.fulfillment.types import DeliveryMethodRow, DeliveryMethodToSave
from arasta.kernel.money import Money, exponent

DEAREST = Decimal(1_000_000)


class MethodForm(forms.Form):
    """A delivery method's days, prices in the currencies it has, and whether it is offered."""

    is_active = forms.BooleanField(label=_("Offered at checkout"), required=False)
    min_days = forms.IntegerField(label=_("Least days"), min_value=0, max_value=365)
    max_days = forms.IntegerField(label=_("Most days"), min_value=0, max_value=365)

    def __init__(self, method: DeliveryMethodRow, data: object = None) -> None:
        initial: dict[str, object] = {
            "is_active": method.is_active,
            "min_days": method.min_days,
            "max_days": method.max_days,
            **{f"price_{price.currency}": price.amount for price in method.prices},
        }
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        self.method = method
        for price in method.prices:
            self.fields[f"price_{price.currency}"] = _price_field(price.currency)

    @property
    def prices(self) -> list[forms.BoundField]:
        """Return the price fields."""
        return [self[f"price_{price.currency}"] for price in self.method.prices]

    def to_save(self) -> DeliveryMethodToSave:
        """Return the method as it should become."""
        given, method = self.cleaned_data, self.method
        unchanged = DeliveryMethodToSave(
            method.code, method.kind, method.texts, method.prices, method.min_days, method.max_days
        )
        return replace(
            unchanged,
            prices=tuple(Money.of(given[f"price_{price.currency}"], price.currency) for price in method.prices),
            min_days=given["min_days"],
            max_days=given["max_days"],
            is_active=given["is_active"],
            position=method.position,
        )


def _price_field(currency: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=_("Price in %(currency)s") % {"currency": currency},
        min_value=Decimal(0),
        max_value=DEAREST,
        decimal_places=exponent(currency),
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
