from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("messaging", "0003_what_carries_messages_and_the_devices_that_show_them"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="was_tried",
            field=models.BooleanField(db_default=False),
        ),
    ]
