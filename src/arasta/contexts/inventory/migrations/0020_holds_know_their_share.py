"""Keep how much of a reservation is a hold's, where a cart puts several together."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inventory", "0019_shops_hear_of_changes")]

    operations = [
        migrations.AddField(model_name="holdline", name="quantity", field=models.IntegerField(null=True)),
        migrations.AddConstraint(
            model_name="holdline",
            constraint=models.CheckConstraint(
                condition=models.Q(quantity__gt=0), name="share_of_a_hold_is_positive"
            ),
        ),
    ]
