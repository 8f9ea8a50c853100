import arasta.kernel.ids
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        TrigramExtension(),
        migrations.RunSQL(
            "CREATE SEQUENCE customers_number_seq START 1001",
            "DROP SEQUENCE customers_number_seq",
        ),
        migrations.CreateModel(
            name="Address",
            fields=[
                ("id", models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("label", models.TextField(db_default="")),
                ("name", models.TextField()),
                ("line1", models.TextField()),
                ("line2", models.TextField(db_default="")),
                ("district", models.TextField(db_default="")),
                ("city", models.TextField()),
                ("region", models.TextField(db_default="")),
                ("postal_code", models.TextField(db_default="")),
                ("country", models.CharField(max_length=2)),
                ("phone", models.TextField(db_default="")),
                ("is_default", models.BooleanField(db_default=False, default=False)),
            ],
            options={
                "db_table": "customers_address",
            },
        ),
        migrations.CreateModel(
            name="Customer",
            fields=[
                ("id", models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("number", models.TextField()),
                ("email", models.EmailField(max_length=254, null=True)),
                ("name", models.TextField()),
                ("phone", models.CharField(db_default="", max_length=16)),
                ("language", models.CharField(db_default="en", max_length=2)),
                ("search", models.TextField()),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "customers_customer",
            },
        ),
        migrations.CreateModel(
            name="FailedSignIn",
            fields=[
                ("subject", models.TextField(primary_key=True, serialize=False)),
                ("failures", models.SmallIntegerField()),
                ("forget_at", models.DateTimeField()),
            ],
            options={
                "db_table": "customers_failed_sign_in",
            },
        ),
        migrations.CreateModel(
            name="Login",
            fields=[
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="customers.customer",
                    ),
                ),
                ("password", models.CharField(max_length=128)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("last_sign_in_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "customers_login",
            },
        ),
        migrations.AddIndex(
            model_name="customer",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass("search", name="gin_trgm_ops"),
                name="customers_customer_by_search",
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.UniqueConstraint(fields=("number",), name="customer_number_is_unique"),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.UniqueConstraint(fields=("email",), name="customer_email_is_unique"),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                name="customer_email_is_lower_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="customer_has_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(("phone", ""), ("phone__regex", "^\\+[1-9][0-9]{7,14}$"), _connector="OR"),
                name="customer_phone_is_international_or_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__in", ("en", "tr", "ru"))), name="customer_language_is_known"
            ),
        ),
        migrations.AddField(
            model_name="address",
            name="customer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.customer"
            ),
        ),
        migrations.AddIndex(
            model_name="failedsignin",
            index=models.Index(fields=["forget_at"], name="customers_failed_by_end"),
        ),
        migrations.AddConstraint(
            model_name="address",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)),
                fields=("customer",),
                name="customer_has_one_default_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="address",
            constraint=models.CheckConstraint(
                condition=models.Q(("country__regex", "^[A-Z]{2}$")), name="address_country_is_two_letters"
            ),
        ),
    ]
