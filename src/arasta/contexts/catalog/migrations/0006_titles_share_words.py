"""Keep the words of all titles, each once: a misspelt word is compared with these, and not with every title."""

from __future__ import annotations

import re

import django.contrib.postgres.indexes
from django.db import migrations, models

_LATIN = str.maketrans(
    dict(zip("абвгдезиклмнопрстуфхцыэіґәғқңөұүһ", "abvgdeziklmnoprstufhcyeigagknouuh", strict=True))
    | {"ж": "zh", "ч": "ch", "ш": "sh", "щ": "sch", "ю": "yu", "я": "ya", "є": "ye", "ь": "", "ъ": ""}
)


def _collect(apps, schema_editor):
    """Split the titles here: what a letter is, a database without a locale knows of ASCII alone."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT title_folded FROM catalog_product_text")
        found = sorted({word for (title,) in cursor.fetchall() for word in re.findall(r"[^\W_]+", title)})
        if not found:
            return
        cursor.execute(
            "INSERT INTO catalog_word (word, sounded) SELECT * FROM unnest(%s::text[], %s::text[])",
            [found, [word.translate(_LATIN) for word in found]],
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
