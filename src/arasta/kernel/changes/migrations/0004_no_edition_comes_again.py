"""Let one row count many writes, so that forgetting old ones does not begin the count anew."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("changes", "0003_writes_begin_editions")]

    operations = [migrations.AddField("edition", "writes", models.BigIntegerField(db_default=1))]
