"""The form of a place's hours and terms: a week as people write it, other days one a line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from arasta.contexts.pickup.types import Calendar, HoursWrong, PlaceToSave, Spans, Terms, spans_of

_WRONG = _("Write hours such as 10:00–14:00, 15:00–20:00; leave it empty for a closed day.")
_WRONG_DAY = _("Write a day as 2026-12-31, then its hours, or nothing for a closed day.")
_MOST_DAYS = 400


class PlaceForm(forms.Form):
    """Hours by weekday, special days, and how the place serves whoever comes."""

    use_required_attribute = False

    special = forms.CharField(
        label=_("Other days"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_("One a line: 2026-12-31 10:00–16:00. A day without hours is closed."),
    )
    prep_minutes = forms.IntegerField(
        label=_("Minutes to prepare an order"),
        min_value=0,
        max_value=10_000,
        help_text=_("Open hours only. Shoppers are promised an order by then."),
    )
    keep_days = forms.IntegerField(label=_("Days a ready order is kept"), min_value=0, max_value=90)
    unpaid_days = forms.IntegerField(label=_("Days an unpaid order is kept"), min_value=0, max_value=90)
    curbside_bays = forms.IntegerField(
        label=_("Bays before the door"),
        min_value=0,
        max_value=200,
        help_text=_("With none, nothing is brought to the car."),
    )
    fitting_rooms = forms.IntegerField(
        label=_("Fitting rooms to book"), min_value=0, max_value=200, help_text=_("With none, nobody books a fitting.")
    )
    fitting_minutes = forms.IntegerField(label=_("Minutes of a fitting"), min_value=5, max_value=480)
    orders_ahead = forms.IntegerField(
        label=_("Orders for the same half hour"),
        min_value=0,
        max_value=1000,
        help_text=_("So many shoppers may choose the same time to come. With none, nobody chooses a time."),
    )

    bring_days = forms.IntegerField(
        label=_("Days to bring goods here"),
        min_value=0,
        max_value=60,
        help_text=_(
            "Goods that lie elsewhere are promised here by then. With none, only what lies here can be fetched."
        ),
    )

    def __init__(self, calendar: Calendar | None, data: Any = None) -> None:
        initial: dict[str, Any] = asdict(calendar.terms if calendar else Terms())
        week = calendar.week if calendar else {}
        special = calendar.special if calendar else {}
        initial |= {f"day_{weekday}": _text(week.get(weekday, ())) for weekday in range(7)}
        initial["special"] = "\n".join(f"{day} {_text(spans)}".strip() for day, spans in sorted(special.items()))
        super().__init__(data, initial=initial)
        for weekday in range(7):
            self.fields[f"day_{weekday}"] = forms.CharField(
                label=WEEKDAYS[weekday], required=False, max_length=200, widget=forms.TextInput(attrs={"class": "num"})
            )

    @property
    def days(self) -> list[forms.BoundField]:
        """Return the fields of the week, Monday first."""
        return [self[f"day_{weekday}"] for weekday in range(7)]

    @property
    def numbers(self) -> list[forms.BoundField]:
        """Return the fields of the terms."""
        return [self[name] for name in asdict(Terms())]

    def clean(self) -> None:
        """Read the hours, and say at the field where they cannot be read."""
        self.week: dict[int, Spans] = {}
        for weekday in range(7):
            try:
                self.week[weekday] = spans_of(str(self.cleaned_data.get(f"day_{weekday}", "")))
            except HoursWrong:
                self.add_error(f"day_{weekday}", _WRONG)
        self.other: Mapping[date, Spans] = {}
        try:
            self.other = _days_in(str(self.cleaned_data.get("special", "")))
        except (HoursWrong, ValueError):
            self.add_error("special", _WRONG_DAY)

    def to_save(self, location_id: UUID) -> PlaceToSave:
        """Return the place as it should become."""
        terms = Terms(**{name: self.cleaned_data[name] for name in asdict(Terms())})
        return PlaceToSave(location_id, terms, self.week, self.other)


def _text(spans: Spans) -> str:
    return ", ".join(str(span) for span in spans)


def _days_in(text: str) -> dict[date, Spans]:
    lines = [line.split(maxsplit=1) for line in text.splitlines() if line.strip()]
    if len(lines) > _MOST_DAYS:
        raise ValueError
    return {date.fromisoformat(day): spans_of(" ".join(rest)) for day, *rest in lines}
