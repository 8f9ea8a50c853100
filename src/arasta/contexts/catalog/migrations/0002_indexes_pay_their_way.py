"""Drop indexes that no question uses, and the key that the value of an option implies."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

# A unique text column brings an index for questions by its beginning. SKUs have one of their own, in capitals.
_UNUSED = ("catalog_product_handle_31ef88e7_like", "catalog_variant_sku_92777037_like", "catalog_variant_gtin_82dc049f_like")


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="variantoption",
            name="option",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.option",
            ),
        ),
        *(migrations.RunSQL(f"DROP INDEX IF EXISTS {name}", migrations.RunSQL.noop) for name in _UNUSED),
    ]
