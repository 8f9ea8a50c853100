"""Let the rule of a collection ask for prices and for what is new."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("discovery", "0001_words_sets_and_companions")]

    operations = [
        migrations.AddField("collection", "new_days", models.PositiveSmallIntegerField(db_default=0)),
        migrations.AddField("collection", "least_minor", models.BigIntegerField(null=True)),
        migrations.AddField("collection", "most_minor", models.BigIntegerField(null=True)),
        migrations.AddField("collection", "currency", models.CharField(db_default="", max_length=3)),
        migrations.AddConstraint(
            "collection",
            models.CheckConstraint(
                condition=Q(least_minor=None, most_minor=None) | ~Q(currency=""),
                name="prices_of_a_collection_have_a_currency",
            ),
        ),
        migrations.AddConstraint(
            "collection",
            models.CheckConstraint(
                condition=Q(least_minor=None) | Q(most_minor=None) | Q(least_minor__lte=F("most_minor")),
                name="prices_of_a_collection_run_upward",
            ),
        ),
    ]
