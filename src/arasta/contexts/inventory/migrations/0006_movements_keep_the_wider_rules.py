from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("inventory", "0005_supplies_and_backorders")]

    operations = [
        ValidateConstraint("movement", "movement_kind_is_known"),
        ValidateConstraint("movement", "movement_has_one_cause"),
    ]
