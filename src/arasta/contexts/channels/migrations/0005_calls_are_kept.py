import arasta.kernel.ids
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('channels', '0004_a_channel_calls_us'),
    ]

    operations = [
        migrations.CreateModel(
            name='InboxCall',
            fields=[
                ('id', models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ('delivery_id', models.TextField()),
                ('topic', models.TextField(db_default='')),
                ('headers', models.JSONField(default=dict)),
                ('body', models.BinaryField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('received_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('status', models.TextField(db_default='waiting')),
                ('hints', models.PositiveIntegerField(db_default=0)),
                ('problem', models.TextField(db_default='')),
                ('installation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.installation')),
            ],
            options={
                'db_table': 'channels_inbox_call',
            },
        ),
        migrations.CreateModel(
            name='InboxHint',
            fields=[
                ('id', models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ('stream', models.TextField()),
                ('external_id', models.TextField()),
                ('version', models.BigIntegerField(db_default=0)),
                ('document', models.TextField(db_default='')),
                ('heard', models.PositiveIntegerField(db_default=1)),
                ('status', models.TextField(db_default='waiting')),
                ('tries', models.PositiveIntegerField(db_default=0)),
                ('heard_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('next_try_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('trouble', models.TextField(db_default='')),
                ('last_error', models.TextField(db_default='')),
                ('installation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.installation')),
            ],
            options={
                'db_table': 'channels_inbox_hint',
            },
        ),
        migrations.CreateModel(
            name='RefusedCalls',
            fields=[
                ('id', models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ('why', models.TextField()),
                ('calls', models.BigIntegerField(db_default=1)),
                ('last_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('installation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='channels.installation')),
            ],
            options={
                'db_table': 'channels_refused_calls',
            },
        ),
        migrations.AddIndex(
            model_name='inboxcall',
            index=models.Index(condition=models.Q(('status', 'waiting')), fields=['installation', 'id'], name='channels_call_waits'),
        ),
        migrations.AddIndex(
            model_name='inboxcall',
            index=models.Index(fields=['received_at'], name='channels_call_by_time'),
        ),
        migrations.AddConstraint(
            model_name='inboxcall',
            constraint=models.UniqueConstraint(fields=('installation', 'delivery_id'), name='a_delivery_is_kept_once'),
        ),
        migrations.AddConstraint(
            model_name='inboxcall',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['waiting', 'heard', 'ignored', 'unreadable'])), name='call_status_is_known'),
        ),
        migrations.AddIndex(
            model_name='inboxhint',
            index=models.Index(condition=models.Q(('status', 'waiting')), fields=['installation', 'next_try_at'], name='channels_hint_waits'),
        ),
        migrations.AddIndex(
            model_name='inboxhint',
            index=models.Index(fields=['heard_at'], name='channels_hint_by_time'),
        ),
        migrations.AddConstraint(
            model_name='inboxhint',
            constraint=models.UniqueConstraint(fields=('installation', 'stream', 'external_id'), name='a_hint_is_kept_once'),
        ),
        migrations.AddConstraint(
            model_name='inboxhint',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['waiting', 'done', 'parked'])), name='hint_status_is_known'),
        ),
        migrations.AddConstraint(
            model_name='inboxhint',
            constraint=models.CheckConstraint(condition=models.Q(('stream__in', ['orders', 'stock', 'prices', 'listings', 'returns', 'settlements', 'notices'])), name='hint_stream_is_known'),
        ),
        migrations.AddConstraint(
            model_name='refusedcalls',
            constraint=models.UniqueConstraint(fields=('installation', 'why'), name='refused_calls_are_counted_once_by_reason'),
        ),
        migrations.AddConstraint(
            model_name='refusedcalls',
            constraint=models.CheckConstraint(condition=models.Q(('why__in', ['no_signature', 'wrong_signature', 'too_old', 'unreadable', 'other_account', 'not_offered'])), name='reason_of_refusal_is_known'),
        ),
    ]
