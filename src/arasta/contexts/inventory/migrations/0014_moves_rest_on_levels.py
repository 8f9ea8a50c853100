"""Let movements, allocations and reservations rest on the keys of the level they change: none is written without it."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

_VARIANT = ("variant", "catalog.variant")
_LOCATION = ("location", "inventory.location")
_CHANNEL = ("channel", "channels.channel")


def _bare(table: str, name: str, parent: str) -> migrations.AlterField:
    field = models.ForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=parent,
    )
    return migrations.AlterField(model_name=table, name=name, field=field)


class Migration(migrations.Migration):
    dependencies = [("inventory", "0013_channels_hold_stock")]

    operations = [
        *(_bare("movement", *key) for key in (_VARIANT, _LOCATION)),
        *(_bare("allocation", *key) for key in (_VARIANT, _LOCATION, _CHANNEL)),
        *(_bare("reservation", *key) for key in (_VARIANT, _LOCATION)),
    ]
