"""Keep titles in Latin letters too: by those, misspelt Cyrillic words are found on a database without a locale."""

from __future__ import annotations

import django.contrib.postgres.indexes
from django.db import migrations, models

_LETTERS = "абвгдезиклмнопрстуфхцыэіґәғқңөұүһьъ", "abvgdeziklmnoprstufhcyeigagknouuh"
_GROUPS = {"ж": "zh", "ч": "ch", "ш": "sh", "щ": "sch", "ю": "yu", "я": "ya", "є": "ye"}

_sounded = f"translate(title_folded, '{_LETTERS[0]}', '{_LETTERS[1]}')"
for _letter, _latin in _GROUPS.items():
    _sounded = f"replace({_sounded}, '{_letter}', '{_latin}')"


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_products_stand_on_shelves")]

    operations = [
        migrations.AddField(
            model_name="producttext",
            name="title_sounded",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.RunSQL(
            f"UPDATE catalog_product_text SET title_sounded = {_sounded}",  # noqa: S608 - constant text
            migrations.RunSQL.noop,
        ),
        migrations.RemoveIndex(model_name="producttext", name="catalog_text_by_likeness"),
        migrations.AddIndex(
            model_name="producttext",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(models.F("title_sounded"), name="gin_trgm_ops"),
                name="catalog_text_by_sound",
            ),
        ),
    ]
