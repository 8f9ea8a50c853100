"""Let the history of prices rest on the keys of the prices it remembers: it is written with them or not at all."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


def _bare(name: str, parent: str) -> migrations.AlterField:
    field = models.ForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=parent,
    )
    return migrations.AlterField(model_name="pricehistory", name=name, field=field)


class Migration(migrations.Migration):
    dependencies = [("pricing", "0001_initial")]

    operations = [_bare("price_list", "pricing.pricelist"), _bare("variant", "catalog.variant")]
