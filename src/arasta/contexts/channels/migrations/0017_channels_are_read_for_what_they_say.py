"""Keep the category a channel shows, and let differences of texts, pictures and categories stand."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0016_feeds_know_what_was_touched")]

    operations = [
        migrations.AddField(model_name="seenlisting", name="category", field=models.TextField(db_default="")),
        migrations.RemoveConstraint(model_name="drift", name="drift_field_is_known"),
        migrations.AddConstraint(
            model_name="drift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("field__in", ["quantity", "price", "state", "title", "description", "images", "category"])
                ),
                name="drift_field_is_known",
            ),
        ),
    ]
