"""Read fittings, and which slots are free."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, QuerySet

from arasta.contexts.pickup.domain import hours
from arasta.contexts.pickup.models import Fitting, FittingLine
from arasta.contexts.pickup.queries.hours import calendars
from arasta.contexts.pickup.types import FittingId, FittingRow, FittingStatus, Slot, UnknownFitting
from arasta.contexts.pickup.types import FittingLine as LineRow

LIVE = (FittingStatus.BOOKED.value, FittingStatus.ARRIVED.value, FittingStatus.ENDED.value)
"""A fitting of these statuses has, or had, a room."""


def fitting(key: UUID) -> FittingRow:
    """Return one fitting. Raises UnknownFitting."""
    found = _rows(Fitting.objects.filter(id=key))
    if not found:
        raise UnknownFitting
    return found[0]


def of_places(
    location_ids: Collection[UUID], *, since: datetime, until: datetime, statuses: Collection[FittingStatus]
) -> list[FittingRow]:
    """Return the fittings that begin in a time, the first first."""
    chosen = Fitting.objects.filter(
        location_id__in=list(location_ids),
        starts_at__gte=since,
        starts_at__lt=until,
        status__in=[status.value for status in statuses],
    )
    return _rows(chosen.order_by("starts_at", "id"))


def to_come(email: str, *, at: datetime) -> int:
    """Count the fittings that somebody booked and that are not over."""
    return Fitting.objects.filter(email=email, ends_at__gt=at, status=FittingStatus.BOOKED.value).count()


def missed(*, before: datetime) -> list[FittingRow]:
    """Return fittings for which nobody came until they were over."""
    return _rows(Fitting.objects.filter(status=FittingStatus.BOOKED.value, ends_at__lt=before).order_by("ends_at"))


def slots(location_id: UUID, day: date, *, at: datetime) -> tuple[Slot, ...]:
    """Return the slots of a day that have not begun, with the rooms left in each."""
    calendar = calendars([location_id]).get(location_id)
    if calendar is None:
        return ()
    return hours.slots(calendar, day, at=at, taken=taken(location_id, day))


def taken(location_id: UUID, day: date) -> dict[datetime, int]:
    """Return how many rooms are taken in the slots around a day."""
    begin = datetime.fromisoformat(f"{day.isoformat()}T00:00:00+00:00")
    around = (begin - timedelta(days=1), begin + timedelta(days=2))
    rows = Fitting.objects.filter(location_id=location_id, starts_at__range=around, status__in=LIVE)
    return dict(rows.values_list("starts_at").annotate(Count("id")).order_by())


def _rows(chosen: QuerySet[Fitting]) -> list[FittingRow]:
    found = list(chosen)
    lines: dict[UUID, list[LineRow]] = defaultdict(list)
    for line in FittingLine.objects.filter(fitting_id__in=[one.id for one in found]).order_by("sku"):
        lines[line.fitting_id].append(LineRow(line.variant_id, line.quantity, line.sku, line.name))
    return [
        FittingRow(
            id=FittingId(one.id),
            location_id=one.location_id,
            channel_id=one.channel_id,
            status=FittingStatus(one.status),
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            name=one.name,
            email=one.email,
            phone=one.phone,
            language=one.language,
            customer_id=one.customer_id,
            lines=tuple(lines[one.id]),
        )
        for one in found
    ]
