from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep the hash of the code by which the first owner of an empty installation proves to be at its console."""

    dependencies = [("identity", "0002_staff_location")]

    operations = [
        migrations.CreateModel(
            name="FirstCode",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("code_hash", models.CharField(max_length=64)),
                ("failures", models.SmallIntegerField(db_default=0, default=0)),
            ],
            options={
                "db_table": "identity_first_code",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="there_is_one_first_code"),
                    models.CheckConstraint(
                        condition=models.Q(("failures__gte", 0)), name="first_code_failures_are_not_negative"
                    ),
                ],
            },
        ),
    ]
