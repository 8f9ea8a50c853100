from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0012_channels_leave_the_last_ones"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="location",
            name="location_kind_is_known",
        ),
        migrations.AddConstraint(
            model_name="location",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["warehouse", "store", "popup", "partner", "channel"])),
                name="location_kind_is_known",
            ),
        ),
    ]
