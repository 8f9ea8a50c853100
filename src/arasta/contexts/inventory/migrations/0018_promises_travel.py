"""Remember for which order lines goods are on their way between locations."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import arasta.kernel.ids

_PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_initial"),
        ("channels", "0001_initial"),
        ("inventory", "0017_components_of_kits_wait"),
    ]

    operations = [
        migrations.CreateModel(
            name="PromiseOnWay",
            fields=[
                ("id", models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("order_id", models.UUIDField()),
                ("line_id", models.UUIDField()),
                ("per_unit", models.IntegerField(db_default=1)),
                ("quantity", models.IntegerField()),
                ("let_go", models.IntegerField(db_default=0)),
                (
                    "channel",
                    models.ForeignKey(db_index=False, on_delete=_PROTECT, related_name="+", to="channels.channel"),
                ),
                (
                    "kit",
                    models.ForeignKey(
                        db_index=False, null=True, on_delete=_PROTECT, related_name="+", to="catalog.variant"
                    ),
                ),
                (
                    "transfer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="inventory.transfer",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(db_index=False, on_delete=_PROTECT, related_name="+", to="catalog.variant"),
                ),
            ],
            options={
                "db_table": "inventory_promise_on_way",
                "indexes": [models.Index(fields=["order_id"], name="promise_on_way_by_order")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("transfer", "line_id", "variant"),
                        name="one_promise_on_way_per_transfer_line_and_variant",
                    ),
                    models.CheckConstraint(
                        condition=Q(quantity__gt=0, let_go__gte=0, let_go__lte=F("quantity")),
                        name="no_more_is_let_go_than_is_on_its_way",
                    ),
                ],
            },
        ),
    ]
