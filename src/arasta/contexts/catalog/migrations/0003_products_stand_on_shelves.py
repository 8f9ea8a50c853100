"""Keep for each product that is sold what shelves are filled and counted by, and what its offers were last told to be."""

from __future__ import annotations

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


_FILL = """
INSERT INTO catalog_shelved (product_id, category_id, brand_id, is_featured, value_ids, popularity)
SELECT p.id, p.category_id, p.brand_id, p.is_featured, array_remove(array_agg(DISTINCT o.value_id), NULL), 0
FROM catalog_product p
JOIN catalog_variant v ON v.product_id = p.id AND v.status = 'active'
LEFT JOIN catalog_variant_option o ON o.variant_id = v.id
WHERE p.status = 'active' GROUP BY p.id
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0002_indexes_pay_their_way'),
    ]

    operations = [
        migrations.CreateModel(
            name='Offer',
            fields=[
                ('pk', models.CompositePrimaryKey('channel_id', 'currency', 'product_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('channel_id', models.UUIDField()),
                ('currency', models.CharField(max_length=3)),
                ('lowest_minor', models.BigIntegerField()),
                ('is_there', models.BooleanField(default=False)),
                ('product', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.product')),
            ],
            options={
                'db_table': 'catalog_offer',
                'indexes': [models.Index(fields=['channel_id', 'currency', 'lowest_minor'], name='catalog_offer_by_price')],
                'constraints': [models.CheckConstraint(condition=models.Q(('lowest_minor__gte', 0)), name='lowest_price_is_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='Shelved',
            fields=[
                ('product', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='catalog.product')),
                ('is_featured', models.BooleanField(default=False)),
                ('value_ids', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('popularity', models.IntegerField(default=0)),
                ('brand', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.brand')),
                ('category', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.category')),
            ],
            options={
                'db_table': 'catalog_shelved',
                'indexes': [models.Index(fields=['category'], name='catalog_shelved_by_category'), models.Index(fields=['-popularity', '-product'], name='catalog_shelved_by_popularity'), django.contrib.postgres.indexes.GinIndex(fields=['value_ids'], name='catalog_shelved_by_value')],
            },
        ),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
    ]
