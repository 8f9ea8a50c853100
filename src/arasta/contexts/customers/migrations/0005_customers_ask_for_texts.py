from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0004_devices_are_told_of_orders"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="consent",
            name="consent_purpose_is_known",
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("purpose__in", ["offers", "reminders", "order_news", "order_texts"])),
                name="consent_purpose_is_known",
            ),
        ),
    ]
