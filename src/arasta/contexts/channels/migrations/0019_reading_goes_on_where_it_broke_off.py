"""Keep where in a window the reading of a stream broke off."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channels", "0018_drafts_are_found_by_their_place")]

    operations = [
        migrations.AddField(model_name="syncstate", name="cursor", field=models.TextField(db_default="")),
    ]
