"""Keep synonyms, collections and companions."""

from __future__ import annotations

import arasta.kernel.ids
import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalog', '0003_products_stand_on_shelves'),
    ]

    operations = [
        migrations.CreateModel(
            name='Collection',
            fields=[
                ('id', models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ('code', models.TextField(unique=True)),
                ('kind', models.TextField()),
                ('sort', models.TextField(default='featured')),
                ('category', models.TextField(default='')),
                ('brand', models.TextField(default='')),
                ('values', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('only_featured', models.BooleanField(default=False)),
                ('is_shown', models.BooleanField(default=True)),
                ('position', models.IntegerField(default=0)),
            ],
            options={
                'db_table': 'discovery_collection',
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['manual', 'rule'])), name='collection_kind_is_known'), models.CheckConstraint(condition=models.Q(('sort__in', ['newest', 'featured', 'popular', 'title'])), name='collection_sort_is_known')],
            },
        ),
        migrations.CreateModel(
            name='CollectionText',
            fields=[
                ('pk', models.CompositePrimaryKey('collection_id', 'language', blank=True, editable=False, primary_key=True, serialize=False)),
                ('language', models.CharField(max_length=8)),
                ('name', models.TextField()),
                ('description', models.TextField(default='')),
                ('collection', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='discovery.collection')),
            ],
            options={
                'db_table': 'discovery_collection_text',
            },
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('pk', models.CompositePrimaryKey('collection_id', 'product_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('position', models.IntegerField()),
                ('collection', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='discovery.collection')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.product')),
            ],
            options={
                'db_table': 'discovery_member',
            },
        ),
        migrations.CreateModel(
            name='Synonyms',
            fields=[
                ('id', models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ('words', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
            ],
            options={
                'db_table': 'discovery_synonyms',
                'constraints': [models.CheckConstraint(condition=models.Q(('words__len__gte', 2)), name='synonyms_are_at_least_two')],
            },
        ),
        migrations.CreateModel(
            name='Companion',
            fields=[
                ('pk', models.CompositePrimaryKey('product_id', 'other_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('picked_at_place', models.IntegerField(null=True)),
                ('orders', models.IntegerField(default=0)),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.product')),
                ('product', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.product')),
            ],
            options={
                'db_table': 'discovery_companion',
                'constraints': [models.CheckConstraint(condition=models.Q(('product', models.F('other')), _negated=True), name='companion_is_another_product'), models.CheckConstraint(condition=models.Q(('orders__gt', 0), ('picked_at_place__isnull', False), _connector='OR'), name='companion_is_picked_or_learned')],
            },
        ),
    ]
