"""Let places say within how many days goods that lie elsewhere are brought to them."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("pickup", "0003_people_choose_when_to_come")]

    operations = [
        migrations.AddField("place", "bring_days", models.SmallIntegerField(db_default=0)),
        migrations.AddConstraint(
            "place",
            models.CheckConstraint(condition=Q(bring_days__gte=0), name="goods_are_not_brought_yesterday"),
        ),
    ]
