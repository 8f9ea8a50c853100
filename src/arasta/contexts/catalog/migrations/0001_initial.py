import arasta.kernel.ids
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="Brand",
            fields=[
                ("id", models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("code", models.TextField(unique=True)),
                ("name", models.TextField()),
            ],
            options={
                "db_table": "catalog_brand",
            },
        ),
        migrations.CreateModel(
            name="Media",
            fields=[
                ("id", models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("store", models.TextField(default="static")),
                ("path", models.TextField()),
                ("position", models.IntegerField(default=0)),
            ],
            options={
                "db_table": "catalog_media",
            },
        ),
        migrations.CreateModel(
            name="Option",
            fields=[
                ("id", models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("code", models.TextField(unique=True)),
            ],
            options={
                "db_table": "catalog_option",
            },
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("code", models.TextField(unique=True)),
                ("position", models.IntegerField(default=0)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.category",
                    ),
                ),
            ],
            options={
                "db_table": "catalog_category",
            },
        ),
        migrations.CreateModel(
            name="CategoryText",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "category_id",
                        "language",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("language", models.CharField(max_length=8)),
                ("name", models.TextField()),
                ("description", models.TextField(default="")),
                (
                    "category",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.category",
                    ),
                ),
            ],
            options={
                "db_table": "catalog_category_text",
            },
        ),
        migrations.CreateModel(
            name="MediaText",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "media_id", "language", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("language", models.CharField(max_length=8)),
                ("alt", models.TextField()),
                (
                    "media",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.media",
                    ),
                ),
            ],
            options={
                "db_table": "catalog_media_text",
            },
        ),
        migrations.CreateModel(
            name="OptionText",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "option_id", "language", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("language", models.CharField(max_length=8)),
                ("name", models.TextField()),
                (
                    "option",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.option",
                    ),
                ),
            ],
            options={
                "db_table": "catalog_option_text",
            },
        ),
        migrations.CreateModel(
            name="OptionValue",
            fields=[
                ("id", models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("code", models.TextField()),
                ("position", models.IntegerField(default=0)),
                ("swatch", models.CharField(default="", max_length=7)),
                (
                    "option",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.option",
                    ),
                ),
            ],
            options={
                "db_table": "catalog_option_value",
            },
        ),
        migrations.AddField(
            model_name="media",
            name="value",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.optionvalue",
            ),
        ),
        migrations.CreateModel(
            name="OptionValueText",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "value_id", "language", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("language", models.CharField(max_length=8)),
                ("name", models.TextField()),
                (
                    "value",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.optionvalue",
                    ),
                ),
            ],
            options={
                "db_table": "catalog_option_value_text",
            },
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                ("id", models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("handle", models.TextField(unique=True)),
                ("tax_class", models.TextField(default="standard")),
                ("status", models.TextField(default="draft")),
                ("is_featured", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("updated_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "brand",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.brand",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.category",
                    ),
                ),
            ],
            options={
                "db_table": "catalog_product",
            },
        ),
        migrations.AddField(
            model_name="media",
            name="product",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.product",
            ),
        ),
        migrations.CreateModel(
            name="ProductOption",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "product_id",
                        "option_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("position", models.IntegerField(default=0)),
                (
                    "option",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.option"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.product",
                    ),
                ),
            ],
            options={
                "db_table": "catalog_product_option",
            },
        ),
        migrations.CreateModel(
            name="ProductText",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "product_id",
                        "language",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("language", models.CharField(max_length=8)),
                ("title", models.TextField()),
                ("description", models.TextField(default="")),
                ("title_folded", models.TextField(default="")),
                ("search", django.contrib.postgres.search.SearchVectorField(null=True)),
                (
                    "product",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.product",
                    ),
                ),
            ],
            options={
                "db_table": "catalog_product_text",
            },
        ),
        migrations.CreateModel(
            name="Variant",
            fields=[
                ("id", models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ("sku", models.TextField(unique=True)),
                ("gtin", models.CharField(max_length=14, null=True, unique=True)),
                ("position", models.IntegerField(default=0)),
                ("weight_grams", models.IntegerField(default=0)),
                ("status", models.TextField(default="active")),
                ("options_key", models.TextField(default="")),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "product",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.product",
                    ),
                ),
            ],
            options={
                "db_table": "catalog_variant",
            },
        ),
        migrations.CreateModel(
            name="VariantOption",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "variant_id",
                        "option_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "option",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.option",
                    ),
                ),
                (
                    "value",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.optionvalue",
                    ),
                ),
                (
                    "variant",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.variant",
                    ),
                ),
            ],
            options={
                "db_table": "catalog_variant_option",
            },
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.CheckConstraint(
                condition=models.Q(("id", models.F("parent")), _negated=True),
                name="category_is_not_its_own_parent",
            ),
        ),
        migrations.AddConstraint(
            model_name="optionvalue",
            constraint=models.UniqueConstraint(fields=("option", "code"), name="one_option_value_per_code"),
        ),
        migrations.AddConstraint(
            model_name="optionvalue",
            constraint=models.CheckConstraint(
                condition=models.Q(("swatch", ""), ("swatch__regex", "^#[0-9a-f]{6}$"), _connector="OR"),
                name="swatch_is_a_hex_color",
            ),
        ),
        migrations.AddIndex(
            model_name="product",
            index=models.Index(fields=["status", "-id"], name="catalog_product_by_age"),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "active", "archived"])),
                name="product_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="product",
            constraint=models.CheckConstraint(
                condition=models.Q(("handle", ""), _negated=True), name="product_handle_is_not_empty"
            ),
        ),
        migrations.AddConstraint(
            model_name="media",
            constraint=models.UniqueConstraint(
                fields=("product", "path"), name="one_media_row_per_product_and_path"
            ),
        ),
        migrations.AddConstraint(
            model_name="media",
            constraint=models.CheckConstraint(
                condition=models.Q(("store__in", ["static", "media"])), name="media_store_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="media",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("path__startswith", "/"), _negated=True),
                    models.Q(("path__contains", ".."), _negated=True),
                ),
                name="media_path_stays_inside",
            ),
        ),
        migrations.AddIndex(
            model_name="producttext",
            index=django.contrib.postgres.indexes.GinIndex(fields=["search"], name="catalog_text_by_search"),
        ),
        migrations.AddIndex(
            model_name="producttext",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(models.F("title_folded"), name="gin_trgm_ops"),
                name="catalog_text_by_likeness",
            ),
        ),
        migrations.AddIndex(
            model_name="variant",
            index=models.Index(fields=["product", "position"], name="catalog_variant_by_product"),
        ),
        migrations.AddIndex(
            model_name="variant",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("sku"), name="text_pattern_ops"
                ),
                name="catalog_variant_by_sku_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="variant",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["active", "archived"])), name="variant_status_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="variant",
            constraint=models.CheckConstraint(
                condition=models.Q(("sku", ""), _negated=True), name="variant_sku_is_not_empty"
            ),
        ),
        migrations.AddConstraint(
            model_name="variant",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight_grams__gte", 0)), name="variant_weight_is_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="variant",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "active")),
                fields=("product", "options_key"),
                name="active_variants_of_a_product_differ",
            ),
        ),
    ]
