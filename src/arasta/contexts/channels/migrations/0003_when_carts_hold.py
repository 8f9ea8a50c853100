from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q

CONSTRAINTS = [
    models.CheckConstraint(
        condition=Q(hold_policy__in=["none", "on_order", "on_cart"]), name="channel_hold_policy_is_known"
    ),
    models.CheckConstraint(
        condition=Q(longest_hold_minutes__gte=1, longest_hold_minutes__lte=10_080),
        name="channel_longest_hold_is_a_week_at_most",
    ),
]


class Migration(migrations.Migration):
    dependencies = [("channels", "0002_locations")]

    operations = [
        migrations.AddField("channel", "hold_policy", models.TextField(db_default="on_order")),
        migrations.AddField(
            "channel", "longest_hold_minutes", models.PositiveSmallIntegerField(db_default=10_080)
        ),
        *(AddConstraintNotValid("channel", constraint) for constraint in CONSTRAINTS),
        *(ValidateConstraint("channel", constraint.name) for constraint in CONSTRAINTS),
    ]
