"""Give every write to a watched table a row, by which each process sees that what it keeps is old."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models.functions import Now

BEGIN = """
CREATE FUNCTION changes_begin_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO changes_edition DEFAULT VALUES;
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("changes", "0002_sequence")]

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("written_at", models.DateTimeField(db_default=Now())),
            ],
            options={"db_table": "changes_edition"},
        ),
        migrations.RunSQL(BEGIN, "DROP FUNCTION changes_begin_edition();"),
    ]
