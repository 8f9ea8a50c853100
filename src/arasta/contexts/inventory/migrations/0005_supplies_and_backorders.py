import arasta.kernel.ids
import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Now

KINDS = [
    "received", "adjusted_up", "adjusted_down", "blocked", "unblocked", "allocated", "released", "shipped", "returned",
    "transferred_out", "transferred_in", "announced", "recalled", "arrived",
]  # fmt: skip
ONE_CAUSE = models.expressions.RawSQL(
    "num_nonnulls(receipt_id, adjustment_id, allocation_id, transfer_id, supply_id) = 1",
    (),
    output_field=models.BooleanField(),
)


def _key(to, **more):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, **more)


def _id():
    return ("id", models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False))


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_initial"),
        ("channels", "0002_locations"),
        ("inventory", "0004_promises_are_one_per_component"),
    ]

    operations = [
        migrations.CreateModel(
            name="Supply",
            fields=[
                _id(),
                ("kind", models.TextField()),
                ("status", models.TextField(db_default="expected")),
                ("reference", models.TextField(blank=True)),
                ("quantity", models.IntegerField()),
                ("received", models.IntegerField(db_default=0)),
                ("expected_on", models.DateField()),
                ("announced_at", models.DateTimeField(db_default=Now())),
                ("variant", _key("catalog.variant")),
                ("location", _key("inventory.location")),
            ],
            options={
                "db_table": "inventory_supply",
                "indexes": [
                    models.Index(
                        condition=Q(status="expected"),
                        fields=["variant", "location", "expected_on", "id"],
                        name="inventory_supply_expected",
                    ),
                    models.Index(fields=["expected_on", "id"], name="inventory_supply_by_day"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(kind__in=["purchase", "production", "other"]), name="supply_kind_is_known"
                    ),
                    models.CheckConstraint(
                        condition=Q(status__in=["expected", "received", "canceled"]), name="supply_status_is_known"
                    ),
                    models.CheckConstraint(
                        condition=Q(received__gte=0, quantity__gte=F("received")),
                        name="no_more_comes_than_was_announced",
                    ),
                    models.CheckConstraint(
                        condition=Q(status="expected", quantity__gt=F("received"))
                        | (~Q(status="expected") & Q(quantity=F("received"))),
                        name="a_supply_is_expected_while_units_are_missing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SellingTerms",
            fields=[
                (
                    "variant",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="catalog.variant",
                    ),
                ),
                ("kind", models.TextField()),
                ("ships_on", models.DateField(null=True)),
                ("most", models.IntegerField(null=True)),
            ],
            options={
                "db_table": "inventory_selling_terms",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(kind__in=["backorder", "preorder"]), name="selling_terms_are_known"
                    ),
                    models.CheckConstraint(
                        condition=Q(kind="backorder", ships_on__isnull=True)
                        | Q(kind="preorder", ships_on__isnull=False),
                        name="a_preorder_has_a_day",
                    ),
                    models.CheckConstraint(
                        condition=Q(most__isnull=True) | Q(most__gte=0), name="terms_limit_makes_sense"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Backorder",
            fields=[
                _id(),
                ("order_id", models.UUIDField()),
                ("line_id", models.UUIDField()),
                ("quantity", models.IntegerField()),
                ("filled", models.IntegerField(db_default=0)),
                ("canceled", models.IntegerField(db_default=0)),
                ("promised_on", models.DateField(null=True)),
                ("first_promised_on", models.DateField(null=True)),
                ("created_at", models.DateTimeField(db_default=Now())),
                ("channel", _key("channels.channel")),
                ("variant", _key("catalog.variant")),
                ("location", _key("inventory.location")),
            ],
            options={
                "db_table": "inventory_backorder",
                "indexes": [
                    models.Index(fields=["order_id"], name="inventory_backorder_by_order"),
                    models.Index(
                        condition=Q(quantity__gt=F("filled") + F("canceled")),
                        fields=["variant", "location", "created_at", "id"],
                        name="inventory_backorder_open",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(quantity__gt=0, filled__gte=0, canceled__gte=0), name="backorder_counts_are_sane"
                    ),
                    models.CheckConstraint(
                        condition=Q(quantity__gte=F("filled") + F("canceled")),
                        name="no_more_ends_than_was_backordered",
                    ),
                    models.UniqueConstraint(fields=("line_id", "location"), name="one_backorder_per_line_and_location"),
                ],
            },
        ),
        migrations.AddField("movement", "supply", _key("inventory.supply", null=True, db_index=False)),
        migrations.RemoveConstraint("movement", "movement_kind_is_known"),
        migrations.RemoveConstraint("movement", "movement_has_one_cause"),
        AddConstraintNotValid(
            "movement", models.CheckConstraint(condition=Q(kind__in=KINDS), name="movement_kind_is_known")
        ),
        AddConstraintNotValid("movement", models.CheckConstraint(condition=ONE_CAUSE, name="movement_has_one_cause")),
    ]
