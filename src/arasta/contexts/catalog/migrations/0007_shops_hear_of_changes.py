"""Let every process hear of writes to what its pages show."""

from __future__ import annotations

from django.db import migrations

TABLES = (
    "'catalog_brand', 'catalog_category', 'catalog_category_text', 'catalog_media', "
    "'catalog_media_text', 'catalog_option', 'catalog_option_text', 'catalog_option_value', "
    "'catalog_option_value_text', 'catalog_product', 'catalog_product_option', 'catalog_product_text', "
    "'catalog_shelved', 'catalog_variant', 'catalog_variant_option'"
)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0006_titles_share_words"), ("changes", "0003_writes_begin_editions")]

    operations = [migrations.RunSQL(f"CALL changes_watch({TABLES})", f"CALL changes_unwatch({TABLES})")]
