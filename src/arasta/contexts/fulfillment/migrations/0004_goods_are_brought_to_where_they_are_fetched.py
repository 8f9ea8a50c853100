"""Let a location bring goods to the place where their customer fetches them, and say where they wait there."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

_KINDS = ["delivery", "pickup", "bring"]
_OPEN = ["open", "accepted", "ready"]
_TRAVELS = ["sent", "arrived"]
_STATUSES = [*_OPEN, "shipped", "picked_up", *_TRAVELS, "canceled"]


def _one_of(field: str, values: list[str], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=name)


def _other(to: str) -> models.ForeignKey:
    return models.ForeignKey(
        db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to
    )


class Migration(migrations.Migration):
    dependencies = [
        ("fulfillment", "0003_parcels_know_when_they_arrived"),
        ("inventory", "0018_promises_travel"),
    ]

    operations = [
        migrations.AddField("fulfillmentorder", "target", _other("inventory.location")),
        migrations.AddField("fulfillmentorder", "transfer", _other("inventory.transfer")),
        migrations.AddField("fulfillmentorder", "spot", models.TextField(db_default="")),
        migrations.RemoveConstraint("fulfillmentorder", "fulfillment_order_kind_is_known"),
        migrations.AddConstraint("fulfillmentorder", _one_of("kind", _KINDS, "fulfillment_order_kind_is_known")),
        migrations.RemoveConstraint("fulfillmentorder", "fulfillment_order_status_is_known"),
        migrations.AddConstraint("fulfillmentorder", _one_of("status", _STATUSES, "fulfillment_order_status_is_known")),
        migrations.AddConstraint(
            "fulfillmentorder",
            models.CheckConstraint(
                condition=Q(kind="bring", target__isnull=False) | (~Q(kind="bring") & Q(target__isnull=True)),
                name="what_is_brought_has_a_target",
            ),
        ),
        migrations.AddConstraint(
            "fulfillmentorder",
            models.CheckConstraint(
                condition=Q(status__in=_TRAVELS, kind="bring", transfer__isnull=False)
                | (~Q(status__in=_TRAVELS) & Q(transfer__isnull=True)),
                name="what_is_on_its_way_has_a_transfer",
            ),
        ),
        migrations.AddConstraint(
            "fulfillmentorder",
            models.UniqueConstraint(fields=["transfer"], name="one_fulfillment_order_per_transfer"),
        ),
        migrations.AddIndex(
            "fulfillmentorder",
            models.Index(
                fields=["target"], name="fulfillment_order_to_come", condition=Q(status__in=[*_OPEN, _TRAVELS[0]])
            ),
        ),
    ]
