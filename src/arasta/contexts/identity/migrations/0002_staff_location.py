import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Limit staff to locations; apart from the first migration so that inventory may name staff without a circle."""

    dependencies = [
        ("identity", "0001_initial"),
        ("inventory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="StaffLocation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "staff",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inventory.location"
                    ),
                ),
            ],
            options={
                "db_table": "identity_staff_location",
                "constraints": [
                    models.UniqueConstraint(fields=("staff", "location"), name="staff_location_is_named_once")
                ],
            },
        ),
    ]
