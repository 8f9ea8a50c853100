"""Shapes of the pages' forms; the services decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from arasta.contexts.catalog.queries import categories, owners
from arasta.contexts.catalog.types import CategoryNode
from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import ChannelKind
from arasta.contexts.discovery.types import CollectionInput, CollectionKind, CollectionRow, CollectionSort, Rule
from arasta.kernel.money import exponent

MOST_UNITS = 999_999_999
KINDS = [(str(CollectionKind.MANUAL), _("Picked by hand")), (str(CollectionKind.RULE), _("By rule"))]
SORTS = [
    (str(CollectionSort.FEATURED), _("Our choice")),
    (str(CollectionSort.POPULAR), _("Most bought")),
    (str(CollectionSort.NEWEST), _("Newest")),
    (str(CollectionSort.TITLE), _("Name")),
]


def language() -> str:
    """Return the reader's language."""
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def _categories() -> list[tuple[str, Any]]:
    return [("", _("Any category")), *_below(categories.category_tree(language=language()), "")]


def _below(nodes: Iterable[CategoryNode], before: str) -> Iterable[tuple[str, str]]:
    for node in nodes:
        yield node.code, f"{before}{node.name}"
        yield from _below(node.children, f"{before}{node.name} › ")


def _brands() -> list[tuple[str, Any]]:
    return [("", _("Any brand")), *((brand.code, brand.name) for brand in categories.brands())]


def _currencies() -> list[tuple[str, str]]:
    """Return the currencies in which web shops keep their prices."""
    kept = dict.fromkeys(channel.currency for channel in channels.channels(ChannelKind.WEB))
    return [("", "–"), *((code, code) for code in kept)]


def _minor(units: int | None, currency: str) -> int | None:
    return None if units is None else units * 10 ** exponent(currency)


def _units(minor: int | None, currency: str) -> int | None:
    return None if minor is None else minor // 10 ** exponent(currency)


class HandlesField(forms.CharField):
    """Products by their words in addresses, one a line; whole addresses do as well. Cleaned into their keys, in order."""

    widget = forms.Textarea(attrs={"rows": 8})

    def clean(self, value: Any) -> list[UUID]:
        handles = [
            line.strip().rstrip("/").rpartition("/")[2].partition("?")[0] for line in super().clean(value).splitlines()
        ]
        wanted = list(dict.fromkeys(handle for handle in handles if handle))
        known = owners.ids_of_handles(wanted) if wanted else {}
        if missing := [handle for handle in wanted if handle not in known]:
            raise forms.ValidationError(_("There is no product “%(handle)s”.") % {"handle": missing[0][:80]})
        return [known[handle] for handle in wanted]


class CollectionForm(forms.Form):
    """A whole collection."""

    code = forms.CharField(
        label=_("Word in the address"), max_length=80, help_text=_("As in /collections/summer-table.")
    )
    kind = forms.ChoiceField(label=_("How it is made"), choices=KINDS)
    sort = forms.ChoiceField(label=_("Order, by rule"), choices=SORTS, required=False)
    category = forms.ChoiceField(label=_("Category"), choices=_categories, required=False)
    brand = forms.ChoiceField(label=_("Brand"), choices=_brands, required=False)
    values = forms.CharField(
        label=_("Options"),
        max_length=500,
        required=False,
        help_text=_("As option:value, divided by commas: color:red."),
    )
    only_featured = forms.BooleanField(label=_("Only what we chose"), required=False)
    new_days = forms.IntegerField(
        label=_("New for so many days"),
        required=False,
        min_value=1,
        max_value=3_650,
        help_text=_("Counted from the day a product was first described here."),
    )
    least = forms.IntegerField(label=_("Price from"), required=False, min_value=0, max_value=MOST_UNITS)
    most = forms.IntegerField(
        label=_("Price to"),
        required=False,
        min_value=0,
        max_value=MOST_UNITS,
        help_text=_("In whole units. Prices are looked at anew every ten minutes."),
    )
    currency = forms.ChoiceField(label=_("Currency of these prices"), choices=_currencies, required=False)
    members = HandlesField(
        label=_("Products picked by hand"),
        required=False,
        help_text=_("One a line, by address or its last word, in order."),
    )
    is_shown = forms.BooleanField(label=_("Show it in the shop"), required=False, initial=True)
    position = forms.IntegerField(
        label=_("Place among collections"), required=False, min_value=0, max_value=10_000, initial=0
    )

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        named, described = _("Name"), _("Description")
        for code, name in settings.LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(label=f"{named}, {name}", max_length=120, required=False)
            self.fields[f"description_{code}"] = forms.CharField(
                label=f"{described}, {name}",
                max_length=600,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def texts(self) -> list[Any]:
        """Return the fields that are there once for each language."""
        return [self[f"{kind}_{code}"] for code, _name in settings.LANGUAGES for kind in ("name", "description")]

    def collection(self) -> CollectionInput:
        """Return what was filled in."""
        given = self.cleaned_data
        words = [word.strip() for word in given["values"].split(",")]
        return CollectionInput(
            code=given["code"],
            kind=CollectionKind(given["kind"]),
            sort=CollectionSort(given["sort"] or CollectionSort.FEATURED),
            names={code: given[f"name_{code}"] for code, _name in settings.LANGUAGES},
            descriptions={code: given[f"description_{code}"] for code, _name in settings.LANGUAGES},
            rule=Rule(
                given["category"],
                given["brand"],
                tuple(word for word in words if ":" in word),
                given["only_featured"],
                given["new_days"] or 0,
                _minor(given["least"], given["currency"]),
                _minor(given["most"], given["currency"]),
                given["currency"],
            ),
            is_shown=given["is_shown"],
            position=given["position"] or 0,
            members=tuple(given["members"]),
        )


def initial_of(row: CollectionRow, texts: Mapping[str, tuple[str, str]], handles: Mapping[UUID, str]) -> dict[str, Any]:
    """Return a collection as its form shows it."""
    return {
        "code": row.code,
        "kind": str(row.kind),
        "sort": str(row.sort),
        "category": row.rule.category,
        "brand": row.rule.brand,
        "values": ", ".join(row.rule.values),
        "only_featured": row.rule.only_featured,
        "new_days": row.rule.new_days or None,
        "least": _units(row.rule.least_minor, row.rule.currency),
        "most": _units(row.rule.most_minor, row.rule.currency),
        "currency": row.rule.currency,
        "members": "\n".join(handles[key] for key in row.members if key in handles),
        "is_shown": row.is_shown,
        "position": row.position,
        **{f"name_{code}": name for code, (name, _description) in texts.items()},
        **{f"description_{code}": description for code, (_name, description) in texts.items()},
    }


class CompanionsForm(forms.Form):
    """What goes with a product."""

    product = HandlesField(
        label=_("Product"), widget=forms.TextInput, help_text=_("Its address, or the last word of it.")
    )
    others = HandlesField(
        label=_("Goes well with"), required=False, help_text=_("One a line, by address or its last word, in order.")
    )
