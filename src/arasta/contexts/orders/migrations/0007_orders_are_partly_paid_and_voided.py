from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

STATUSES = ["unpaid", "authorized", "partly_paid", "paid", "partly_refunded", "refunded", "voided"]
NAME = "order_payment_status_is_known"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("orders", "0006_lines_are_sent_or_fetched")]

    operations = [
        migrations.RemoveConstraint("order", NAME),
        AddConstraintNotValid("order", models.CheckConstraint(condition=Q(payment_status__in=STATUSES), name=NAME)),
        ValidateConstraint("order", NAME),
    ]
