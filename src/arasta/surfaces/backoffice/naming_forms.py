"""Fields that ask for lots or serial numbers, on the forms of a level of tracked goods."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils import formats
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arasta.contexts.inventory.queries.lots import LotRow
from arasta.contexts.inventory.types import Traced, TrackingMode
from arasta.surfaces.backoffice.naming import codes_in

LONGEST_CODE = 100
MOST_STOP_DAYS = 3_650
_CODE = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


def ask(form: forms.Form, act: str, mode: TrackingMode | None, here: Sequence[LotRow]) -> None:
    """Add to an act's form what must be said of tracked goods."""
    if mode is None or act == "safety":
        return
    if mode is TrackingMode.SERIAL:
        form.fields["serials"] = _serials()
    elif act == "receive":
        form.fields["lot"] = _lot_code()
        form.fields["expires_on"] = _expires_on()
    else:
        form.fields["lot"] = forms.ChoiceField(label=_("Lot"), choices=[(one.code, _shown(one)) for one in here])
    form.order_fields(["quantity", "delta", "lot", "expires_on", "serials", "reason"])


def traced(form: forms.Form, quantity: int) -> tuple[Traced, ...]:
    """Return the lot or the units that the form names."""
    given = form.cleaned_data
    if "serials" in given:
        return tuple(Traced(code) for code in codes_in(given["serials"]))
    if "lot" in given:
        return (Traced(given["lot"].strip(), abs(quantity), given.get("expires_on")),)
    return ()


class TrackingForm(forms.Form):
    """How the units of a product are told apart."""

    mode = forms.ChoiceField(
        label=_("How its units are told apart"),
        choices=[
            ("", _("Not at all: they are counted together")),
            (TrackingMode.LOT.value, _("By lot: a lot code and, if it spoils, an expiry date")),
            (TrackingMode.SERIAL.value, _("By serial number: each unit has its own")),
        ],
        required=False,
    )
    stop_days = forms.IntegerField(
        label=_("Stop selling before expiry"),
        min_value=0,
        max_value=MOST_STOP_DAYS,
        initial=0,
        help_text=_("Days. 0 sells until the last day. Lots that are too old are set aside by themselves."),
    )
    opening_lot = forms.CharField(
        label=_("Lot of the units that are there already"),
        max_length=LONGEST_CODE,
        required=False,
        widget=forms.TextInput(attrs=_CODE),
    )
    opening_expires_on = forms.DateField(
        label=_("Its expiry date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class LotForm(forms.Form):
    """The date of a lot."""

    expires_on = forms.DateField(
        label=_("Expiry date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def _serials() -> forms.CharField:
    return forms.CharField(
        label=_("Serial numbers"),
        widget=forms.Textarea(attrs={"rows": 3, **_CODE}),
        help_text=_("Scan them, one a line: one for each unit."),
    )


def _lot_code() -> forms.CharField:
    return forms.CharField(
        label=pgettext_lazy("goods", "Lot code"),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(attrs=_CODE),
        help_text=_("As it is printed on the goods."),
    )


def _expires_on() -> forms.DateField:
    return forms.DateField(
        label=_("Expiry date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("A lot that is known keeps its date; goods that do not spoil have none."),
    )


def _shown(row: LotRow) -> str:
    parts = [
        row.code,
        formats.date_format(row.expires_on, "SHORT_DATE_FORMAT") if row.expires_on else "",
        str(row.free),
    ]
    return " · ".join(part for part in parts if part)
