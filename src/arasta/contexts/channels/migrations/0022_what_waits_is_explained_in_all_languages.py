"""Keep of what waits or is held back the sentence and what fills it, so that it is read in every language."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0021_money_says_when_it_is_expected")]

    operations = [
        migrations.AddField(
            model_name="parkeditem", name="explanation_code", field=models.TextField(db_default="")
        ),
        migrations.AddField(
            model_name="parkeditem",
            name="explanation_given",
            field=models.JSONField(db_default=models.Value({}, models.JSONField())),
        ),
        migrations.AddField(model_name="contentissue", name="given", field=models.JSONField(null=True)),
    ]
