from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("inventory", "0007_lots_and_serial_numbers")]

    operations = [
        AddIndexConcurrently(
            "movement", models.Index(condition=Q(lot__isnull=False), fields=["lot"], name="movement_by_lot")
        ),
        AddIndexConcurrently(
            "movement", models.Index(condition=Q(serial__isnull=False), fields=["serial"], name="movement_by_serial")
        ),
    ]
