"""A channel says how long a dearer way of delivery may stay unpaid before the change is taken back."""

from __future__ import annotations

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

IS_A_MONTH_AT_MOST = models.CheckConstraint(
    condition=Q(change_days__gte=1, change_days__lte=30), name="channel_unpaid_change_stands_a_month_at_most"
)


class Migration(migrations.Migration):
    dependencies = [("channels", "0022_what_waits_is_explained_in_all_languages")]

    operations = [
        migrations.AddField("channel", "change_days", models.PositiveSmallIntegerField(db_default=3)),
        AddConstraintNotValid("channel", IS_A_MONTH_AT_MOST),
        ValidateConstraint("channel", IS_A_MONTH_AT_MOST.name),
    ]
