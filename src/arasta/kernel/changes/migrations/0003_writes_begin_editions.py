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

CREATE PROCEDURE changes_watch(VARIADIC watched text[]) LANGUAGE plpgsql AS $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY watched LOOP
    EXECUTE format('CREATE TRIGGER tells_of_a_new_edition AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %I '
                   'FOR EACH STATEMENT EXECUTE FUNCTION changes_begin_edition()', name);
  END LOOP;
END $$;

CREATE PROCEDURE changes_unwatch(VARIADIC watched text[]) LANGUAGE plpgsql AS $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY watched LOOP
    EXECUTE format('DROP TRIGGER tells_of_a_new_edition ON %I', name);
  END LOOP;
END $$;
"""

END = "DROP PROCEDURE changes_unwatch; DROP PROCEDURE changes_watch; DROP FUNCTION changes_begin_edition;"


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
        migrations.RunSQL(BEGIN, END),
    ]
