import arasta.kernel.ids
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0005_calls_are_kept'),
    ]

    operations = [
        migrations.CreateModel(
            name='ExternalReturn',
            fields=[
                ('id', models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ('external_id', models.TextField()),
                ('external_order', models.TextField()),
                ('state', models.TextField()),
                ('status', models.TextField(db_default='')),
                ('version', models.BigIntegerField(db_default=0)),
                ('asked_at', models.DateTimeField()),
                ('refunded_minor', models.BigIntegerField(null=True)),
                ('currency', models.CharField(db_default='', max_length=3)),
                ('restocked', models.BooleanField(db_default=False)),
                ('is_noted', models.BooleanField(db_default=True)),
                ('raw', models.JSONField(default=dict)),
                ('seen_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.channel')),
            ],
            options={
                'db_table': 'channels_external_return',
            },
        ),
        migrations.CreateModel(
            name='ExternalReturnLine',
            fields=[
                ('id', models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ('external_id', models.TextField()),
                ('external_line', models.TextField()),
                ('sku', models.TextField(db_default='')),
                ('quantity', models.BigIntegerField()),
                ('reason', models.TextField(db_default='')),
                ('never_left', models.BooleanField(db_default=False)),
                ('external_return', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.externalreturn')),
            ],
            options={
                'db_table': 'channels_external_return_line',
            },
        ),
        migrations.CreateModel(
            name='SeenListing',
            fields=[
                ('id', models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ('external_id', models.TextField()),
                ('state', models.TextField()),
                ('sku', models.TextField(db_default='')),
                ('barcode', models.TextField(db_default='')),
                ('grouping', models.TextField(db_default='')),
                ('title', models.TextField(db_default='')),
                ('description', models.TextField(db_default='')),
                ('price_minor', models.BigIntegerField(null=True)),
                ('list_price_minor', models.BigIntegerField(null=True)),
                ('currency', models.CharField(db_default='', max_length=3)),
                ('quantity', models.BigIntegerField(null=True)),
                ('quantities', models.JSONField(default=dict)),
                ('images', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None)),
                ('options', models.JSONField(default=dict)),
                ('url', models.TextField(db_default='')),
                ('refs', models.JSONField(default=dict)),
                ('problem_code', models.TextField(db_default='')),
                ('problem', models.TextField(db_default='')),
                ('version', models.BigIntegerField(db_default=0)),
                ('first_seen_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.channel')),
            ],
            options={
                'db_table': 'channels_seen_listing',
            },
        ),
        migrations.CreateModel(
            name='ChannelMoneyEntry',
            fields=[
                ('id', models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ('external_id', models.TextField()),
                ('kind', models.TextField()),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('at', models.DateTimeField()),
                ('word', models.TextField(db_default='')),
                ('external_order', models.TextField(db_default='')),
                ('external_line', models.TextField(db_default='')),
                ('payout_id', models.TextField(db_default='')),
                ('recorded_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.channel')),
            ],
            options={
                'db_table': 'channels_money_entry',
                'indexes': [models.Index(fields=['channel', 'external_order'], name='channels_money_by_order'), models.Index(fields=['channel', 'payout_id', 'at'], name='channels_money_by_payout')],
                'constraints': [models.UniqueConstraint(fields=('channel', 'external_id'), name='one_money_entry_per_channel_and_id'), models.CheckConstraint(condition=models.Q(('kind__in', ['sale', 'refund', 'commission', 'fee', 'shipping', 'tax', 'discount', 'advertising', 'payout', 'other'])), name='money_kind_is_known')],
            },
        ),
        migrations.AddIndex(
            model_name='externalreturn',
            index=models.Index(fields=['channel', 'external_order'], name='channels_return_by_order'),
        ),
        migrations.AddIndex(
            model_name='externalreturn',
            index=models.Index(fields=['channel', 'asked_at', 'id'], name='channels_return_by_time'),
        ),
        migrations.AddIndex(
            model_name='externalreturn',
            index=models.Index(condition=models.Q(('is_noted', False)), fields=['channel'], name='channels_return_not_noted'),
        ),
        migrations.AddConstraint(
            model_name='externalreturn',
            constraint=models.UniqueConstraint(fields=('channel', 'external_id'), name='one_external_return_per_channel_and_id'),
        ),
        migrations.AddConstraint(
            model_name='externalreturn',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['requested', 'approved', 'rejected', 'received', 'refunded', 'cancelled', 'unknown'])), name='return_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='externalreturn',
            constraint=models.CheckConstraint(condition=models.Q(('refunded_minor__isnull', True), models.Q(('currency', ''), _negated=True), _connector='OR'), name='returned_money_has_a_currency'),
        ),
        migrations.AddConstraint(
            model_name='externalreturnline',
            constraint=models.UniqueConstraint(fields=('external_return', 'external_id'), name='one_line_per_return_and_id'),
        ),
        migrations.AddConstraint(
            model_name='externalreturnline',
            constraint=models.CheckConstraint(condition=models.Q(('quantity__gte', 0)), name='returned_quantity_is_not_negative'),
        ),
        migrations.AddIndex(
            model_name='seenlisting',
            index=models.Index(fields=['channel', 'sku'], name='channels_seen_by_sku'),
        ),
        migrations.AddIndex(
            model_name='seenlisting',
            index=models.Index(fields=['channel', 'barcode'], name='channels_seen_by_barcode'),
        ),
        migrations.AddConstraint(
            model_name='seenlisting',
            constraint=models.UniqueConstraint(fields=('channel', 'external_id'), name='one_seen_listing_per_channel_and_id'),
        ),
        migrations.AddConstraint(
            model_name='seenlisting',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['active', 'pending', 'hidden', 'rejected', 'gone', 'unknown'])), name='seen_state_is_known'),
        ),
    ]
