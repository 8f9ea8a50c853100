"""Save terms and hours of places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from arasta.contexts.pickup.domain import hours
from arasta.contexts.pickup.models import Opening, Place, SpecialDay
from arasta.contexts.pickup.types import HoursWrong, PlaceToSave, Span, TermsWrong
from arasta.kernel import db

_MOST = 32_000


def save_places(places: Sequence[PlaceToSave]) -> None:
    """Set terms and hours of places, whole: hours that are not named are gone. Raises HoursWrong, TermsWrong."""
    for place in places:
        _check(place)
    keys = [place.location_id for place in places]
    with db.transaction():
        fields = list(asdict(places[0].terms)) if places else []
        Place.objects.bulk_create(
            [Place(location_id=place.location_id, **asdict(place.terms)) for place in places],
            update_conflicts=True,
            unique_fields=["location"],
            update_fields=fields,
        )
        Opening.objects.filter(location_id__in=keys).delete()
        SpecialDay.objects.filter(location_id__in=keys).delete()
        Opening.objects.bulk_create(
            Opening(location_id=place.location_id, weekday=weekday, opens=span.opens, closes=span.closes)
            for place in places
            for weekday, spans in place.week.items()
            for span in spans
        )
        SpecialDay.objects.bulk_create(
            SpecialDay(
                location_id=place.location_id,
                day=day,
                opens=span.opens if span else None,
                closes=span.closes if span else None,
            )
            for place in places
            for day, spans in place.special.items()
            for span in _or_closed(spans)
        )


def _or_closed(spans: Sequence[Span]) -> Sequence[Span | None]:
    return spans or [None]


def _check(place: PlaceToSave) -> None:
    terms = asdict(place.terms)
    if any(not 0 <= value <= _MOST for value in terms.values()) or place.terms.fitting_minutes < 1:
        raise TermsWrong
    if not all(hours.are_sound(spans) for spans in (*place.week.values(), *place.special.values())):
        raise HoursWrong
    if not all(0 <= weekday <= 6 for weekday in place.week):
        raise HoursWrong
