"""Keep the words of all titles, each once: a misspelt word is compared with these, and not with every title."""

from __future__ import annotations

import django.contrib.postgres.indexes
from django.db import migrations, models

from arasta.contexts.catalog.domain.folding import sounded, words

def _collect(apps, schema_editor):
    """Split the titles here: what a letter is, a database without a locale knows of ASCII alone."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT title_folded FROM catalog_product_text")
        found = sorted({word for (title,) in cursor.fetchall() for word in words(title, most=60)})
        cursor.execute(
            "INSERT INTO catalog_word (word, sounded) SELECT * FROM unnest(%s::text[], %s::text[])",
            [found, [sounded(word) for word in found]],
        )


class Migration(migrations.Migration):
    dependencies = [("catalog", "0005_words_are_compared_letter_by_letter")]

    operations = [
        migrations.CreateModel(
            name="Word",
            fields=[
                ("word", models.TextField(primary_key=True, serialize=False)),
                ("sounded", models.TextField()),
            ],
            options={"db_table": "catalog_word"},
        ),
        migrations.RunPython(_collect, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="word",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(models.F("sounded"), name="gin_trgm_ops"),
                name="catalog_word_by_sound",
            ),
        ),
    ]
