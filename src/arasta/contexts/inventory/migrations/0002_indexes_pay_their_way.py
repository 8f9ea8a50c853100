"""Drop the indexes that another index serves already, and let a movement be found by its cause where it has one."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

_CAUSES = {
    "receipt": "inventory.goodsreceipt",
    "adjustment": "inventory.adjustment",
    "allocation": "inventory.allocation",
    "transfer": "inventory.transfer",
}
_PARENTS = {"channel": "channels.channel", "variant": "catalog.variant", "location": "inventory.location"}
_BARE = {
    "stocklevel": ("variant", "location"),
    "reservation": ("channel", "variant", "location"),
    "allocation": ("channel", "variant", "location"),
    "movement": ("variant", "location"),
}


def _unindexed(model: str, name: str, parent: str, *, null: bool = False) -> migrations.AlterField:
    field = models.ForeignKey(
        db_index=False, null=null, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=parent
    )
    return migrations.AlterField(model_name=model, name=name, field=field)


class Migration(migrations.Migration):
    dependencies = [("inventory", "0001_initial")]

    operations = [
        *(_unindexed(model, name, _PARENTS[name]) for model, names in _BARE.items() for name in names),
        *(_unindexed("movement", name, parent, null=True) for name, parent in _CAUSES.items()),
        *(
            migrations.AddIndex(
                model_name="movement",
                index=models.Index(
                    condition=models.Q(**{f"{name}__isnull": False}), fields=[name], name=f"movement_by_{name}"
                ),
            )
            for name in _CAUSES
        ),
    ]
