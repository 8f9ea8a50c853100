"""Shapes of the forms that connect a channel; what they ask for is written in the connector's manifest."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arasta.contexts.channels.types import LONGEST_NAME, ChannelInput, ChannelKind, LocationPlace
from arasta.contexts.channels.types.connecting import PLACES
from arasta.contexts.channels.types.connectors import AskedValue, Manifest
from arasta.contexts.channels.types.inbound import ChannelPlace
from arasta.contexts.inventory.queries.locations import LocationRow

LANGUAGES = [("en", "English"), ("tr", "Türkçe"), ("ru", "Русский")]
_LONGEST = 4000
KINDS = [
    (ChannelKind.WEB.value, pgettext_lazy("channel kind", "Web shop")),
    (ChannelKind.STORE.value, pgettext_lazy("channel kind", "Store")),
    (ChannelKind.POPUP.value, pgettext_lazy("channel kind", "Pop-up")),
    (ChannelKind.PHONE.value, pgettext_lazy("channel kind", "Phone")),
]


class AccountForm(forms.Form):
    """The settings and secrets of an account. Secrets that are kept already may stay empty; none is ever shown.

    `brought`: what the merchant's consent will bring.
    """

    currency = forms.CharField(
        label=_("Currency"),
        min_length=3,
        max_length=3,
        help_text=_("Three letters, as TRY or EUR; what this account sells in."),
    )

    def __init__(
        self,
        data: object = None,
        *,
        manifest: Manifest,
        given: Mapping[str, str] | None = None,
        keeps: bool = False,
        asks_currency: bool = True,
        brought: Collection[str] = (),
    ) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self._asked = [one for one in manifest.asked if one.name != PLACES]
        for one in self._asked:
            self.fields[_field(one)] = _asked_field(one, (given or {}).get(one.name, ""), keeps=keeps)
            if one.name in brought:
                self.fields[_field(one)].required = False
        if not asks_currency:
            del self.fields["currency"]
        else:
            self.fields["currency"].initial = next(iter(manifest.currencies), "TRY")

    @property
    def needed(self) -> list[forms.BoundField]:
        """What must be filled in: settings and secrets without which nothing works."""
        needed = [self[_field(one)] for one in self._asked if one.needed]
        return [*needed, *([self["currency"]] if "currency" in self.fields else [])]

    @property
    def further(self) -> list[forms.BoundField]:
        return [self[_field(one)] for one in self._asked if not one.needed]

    def clean_currency(self) -> str:
        """Write it as everybody does."""
        return str(self.cleaned_data["currency"]).upper()

    def settings(self) -> dict[str, str]:
        """Return the settings that were filled in."""
        return self._values(secret=False)

    def secrets(self) -> dict[str, str]:
        """Return the secrets that were filled in."""
        return self._values(secret=True)

    def refuse_secrets(self, sentence: str) -> None:
        """Show on the secrets that the channel does not take them: on the first that was filled in."""
        names = [_field(one) for one in self._asked if one.is_secret]
        given = [name for name in names if self.cleaned_data.get(name)]
        self.add_error(next(iter(given or names), None), sentence)

    def refuse_setting(self, name: str, sentence: str) -> None:
        """Show on a setting or secret that it lacks, or cannot be; the sentence is for what the form does not ask."""
        names = [_field(one) for one in self._asked if one.name == name]
        if not names:
            self.add_error(None, sentence)
        elif self.cleaned_data.get(names[0]):
            self.add_error(names[0], _("This cannot be right. Compare it with what is asked for here."))
        else:
            self.add_error(names[0], _("This is needed here. Fill it in and try again."))

    def _values(self, *, secret: bool) -> dict[str, str]:
        values = {one.name: self.cleaned_data.get(_field(one), "") for one in self._asked if one.is_secret is secret}
        return {name: value for name, value in values.items() if value}


def _field(one: AskedValue) -> str:
    return f"secret-{one.name}" if one.is_secret else f"setting-{one.name}"


def _asked_field(one: AskedValue, given: str, *, keeps: bool) -> forms.CharField:
    quiet = {"autocomplete": "off", "spellcheck": "false"}
    widget = forms.PasswordInput({**quiet, "autocomplete": "new-password"}) if one.is_secret else forms.TextInput(quiet)
    kept = keeps and one.is_secret
    return forms.CharField(
        label=one.label,
        help_text=_("Leave it empty to keep the one that is stored.") if kept else one.help,
        required=one.needed and not kept,
        max_length=_LONGEST,
        initial="" if one.is_secret else given or one.default,
        widget=widget,
    )


class EndingForm(forms.Form):
    """Until when a channel that is open for a while sells."""

    ends_on = forms.DateField(
        label=_("Open until"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("For a pop-up or a fair: it sells on this day for the last time."),
    )


class ChannelForm(forms.Form):
    """What a channel is called, and what it sells in."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$", _("Small letters, digits and hyphens only."))],
        help_text=_("A short word for addresses and files. It never changes."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    currency = forms.CharField(label=_("Currency"), min_length=3, max_length=3)
    country = forms.CharField(label=_("Country"), min_length=2, max_length=2, help_text=_("Two letters, as TR or DE."))
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    prices_include_tax = forms.BooleanField(label=_("Prices are with tax"), required=False, initial=True)

    def __init__(self, data: object = None, *, fixed: ChannelKind | None = None, **more: object) -> None:
        super().__init__(data, **more)  # type: ignore[arg-type]
        self._fixed = fixed
        if fixed is not None:
            del self.fields["kind"]

    def channel(self) -> ChannelInput:
        """Return the channel that was described."""
        given = self.cleaned_data
        return ChannelInput(
            code=given["code"],
            kind=self._fixed or ChannelKind(given["kind"]),
            name=given["name"],
            currency=given["currency"].upper(),
            country=given["country"].upper(),
            language=given["language"],
            prices_include_tax=given["prices_include_tax"],
        )


class NamesForm(forms.Form):
    """What readers of each language are shown as a channel's name; an empty one is the channel's own."""

    def __init__(self, data: object = None, *, names: Mapping[str, str] | None = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        for code, language in LANGUAGES:
            self.fields[f"name-{code}"] = forms.CharField(
                label=language, max_length=LONGEST_NAME, required=False, initial=(names or {}).get(code, "")
            )

    def names(self) -> dict[str, str]:
        """Return what was said by language, the empty names too."""
        asked = [code for code, _language in LANGUAGES if f"name-{code}" in self.data]
        return {code: self.cleaned_data[f"name-{code}"] for code in asked}


@dataclass(frozen=True, slots=True)
class PlaceFields:
    """One location in the form: whether it serves the channel, how, and which place of the channel it is."""

    place: LocationRow
    serves: forms.BoundField
    ships: forms.BoundField
    picks_up: forms.BoundField
    priority: forms.BoundField
    theirs: forms.BoundField | None


class PlacesForm(forms.Form):
    """Which locations serve a channel, which is asked first, and what the channel calls them."""

    def __init__(
        self,
        data: object = None,
        *,
        places: Sequence[LocationRow],
        served: Sequence[LocationPlace] = (),
        theirs: Sequence[ChannelPlace] = (),
    ) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self._places, self._theirs = places, theirs
        known = {place.location_id: place for place in served}
        for rank, place in enumerate(places):
            now = known.get(place.id, LocationPlace(place.id, rank))
            self.fields[f"serves-{place.code}"] = forms.BooleanField(
                label=place.name, required=False, initial=place.id in known
            )
            self.fields[f"ships-{place.code}"] = forms.BooleanField(label=_("Ships"), required=False, initial=now.ships)
            self.fields[f"picks-{place.code}"] = forms.BooleanField(
                label=_("Hands out"), required=False, initial=now.picks_up
            )
            self.fields[f"priority-{place.code}"] = forms.IntegerField(
                label=_("Asked as number"), required=False, min_value=0, max_value=1000, initial=now.priority + 1
            )
            if theirs:
                choices = [("", _("Not there")), *((one.external_id, one.name) for one in theirs)]
                self.fields[f"theirs-{place.code}"] = forms.ChoiceField(
                    label=_("Its place there"), choices=choices, required=False
                )

    @property
    def rows(self) -> list[PlaceFields]:
        return [
            PlaceFields(
                place,
                self[f"serves-{place.code}"],
                self[f"ships-{place.code}"],
                self[f"picks-{place.code}"],
                self[f"priority-{place.code}"],
                self[f"theirs-{place.code}"] if self._theirs else None,
            )
            for place in self._places
        ]

    def locations(self) -> list[LocationPlace]:
        """Return the locations that serve the channel, in the order given."""
        given = self.cleaned_data
        return [
            LocationPlace(
                place.id,
                max(0, (given[f"priority-{place.code}"] or rank + 1) - 1),
                ships=given[f"ships-{place.code}"],
                picks_up=given[f"picks-{place.code}"],
            )
            for rank, place in enumerate(self._places)
            if given[f"serves-{place.code}"]
        ]

    def mapped(self) -> dict[str, str]:
        """Return the channel's place for each location code that has one."""
        given = {place.code: self.cleaned_data.get(f"theirs-{place.code}", "") for place in self._places}
        return {code: theirs for code, theirs in given.items() if theirs}


def chosen(places: Mapping[UUID, LocationRow]) -> list[LocationRow]:
    """Return locations by name."""
    return sorted(places.values(), key=lambda place: place.name.casefold())
