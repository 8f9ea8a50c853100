import arasta.kernel.ids
import django.contrib.postgres.fields
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Staff",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("id", models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("email", models.EmailField(max_length=254)),
                ("name", models.TextField()),
                ("role", models.TextField()),
                ("language", models.CharField(db_default="en", max_length=2)),
                ("is_active", models.BooleanField(db_default=True, default=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "db_table": "identity_staff",
                "indexes": [models.Index(fields=["name", "id"], name="identity_staff_by_name")],
                "constraints": [
                    models.UniqueConstraint(fields=("email",), name="staff_email_is_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("email", django.db.models.functions.text.Lower("email"))),
                        name="staff_email_is_lower_case",
                    ),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="staff_have_a_name"),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["owner", "associate", "picker", "marketer", "agent"])),
                        name="staff_role_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ("en", "tr", "ru"))),
                        name="staff_language_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                ("id", models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("public", models.CharField(max_length=12)),
                ("secret_hash", models.CharField(max_length=64)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("created_by", models.TextField()),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("last_used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "identity_api_key",
                "constraints": [
                    models.UniqueConstraint(fields=("public",), name="api_key_public_part_is_unique"),
                    models.CheckConstraint(condition=models.Q(("scopes__len__gt", 0)), name="api_key_has_a_scope"),
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="api_key_has_a_name"),
                ],
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
                "db_table": "identity_failed_sign_in",
                "indexes": [models.Index(fields=["forget_at"], name="identity_failed_by_end")],
            },
        ),
    ]
