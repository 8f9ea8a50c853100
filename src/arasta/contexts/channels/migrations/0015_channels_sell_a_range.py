"""Say which categories a channel sells; none means everything."""

from __future__ import annotations

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0014_returns_are_answered")]

    operations = [
        migrations.AddField(
            model_name="channel",
            name="sold_categories",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(), db_default=[], default=list, size=None
            ),
        ),
    ]
