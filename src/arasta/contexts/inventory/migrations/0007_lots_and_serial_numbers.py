import arasta.kernel.ids
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0001_initial'),
        ('inventory', '0006_movements_keep_the_wider_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tracking',
            fields=[
                ('variant', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='catalog.variant')),
                ('mode', models.TextField()),
                ('stop_days', models.IntegerField(db_default=0)),
            ],
            options={
                'db_table': 'inventory_tracking',
            },
        ),
        migrations.AddField(
            model_name='stocklevel',
            name='is_tracked',
            field=models.BooleanField(db_default=False),
        ),
        migrations.CreateModel(
            name='Lot',
            fields=[
                ('id', models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ('code', models.TextField()),
                ('expires_on', models.DateField(null=True)),
                ('variant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.variant')),
            ],
            options={
                'db_table': 'inventory_lot',
            },
        ),
        migrations.AddField(
            model_name='movement',
            name='lot',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.lot'),
        ),
        migrations.CreateModel(
            name='LotLevel',
            fields=[
                ('pk', models.CompositePrimaryKey('lot_id', 'location_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('on_hand', models.IntegerField(db_default=0)),
                ('blocked', models.IntegerField(db_default=0)),
                ('location', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.location')),
                ('lot', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.lot')),
            ],
            options={
                'db_table': 'inventory_lot_level',
            },
        ),
        migrations.CreateModel(
            name='Serial',
            fields=[
                ('id', models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ('code', models.TextField()),
                ('status', models.TextField()),
                ('allocation', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.allocation')),
                ('location', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.location')),
                ('variant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.variant')),
            ],
            options={
                'db_table': 'inventory_serial',
            },
        ),
        migrations.AddField(
            model_name='movement',
            name='serial',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inventory.serial'),
        ),
        migrations.AddConstraint(
            model_name='tracking',
            constraint=models.CheckConstraint(condition=models.Q(('mode__in', ['lot', 'serial'])), name='tracking_mode_is_known'),
        ),
        migrations.AddConstraint(
            model_name='tracking',
            constraint=models.CheckConstraint(condition=models.Q(('stop_days__gte', 0)), name='selling_stops_before_expiry_not_after'),
        ),
        migrations.AddIndex(
            model_name='lot',
            index=models.Index(fields=['code'], name='inventory_lot_by_code'),
        ),
        migrations.AddIndex(
            model_name='lot',
            index=models.Index(fields=['expires_on'], name='inventory_lot_by_expiry'),
        ),
        migrations.AddConstraint(
            model_name='lot',
            constraint=models.UniqueConstraint(fields=('variant', 'code'), name='lot_code_is_unique_per_variant'),
        ),
        migrations.AddConstraint(
            model_name='lot',
            constraint=models.CheckConstraint(condition=models.Q(('code', ''), _negated=True), name='lot_has_a_code'),
        ),
        migrations.AddConstraint(
            model_name='lotlevel',
            constraint=models.CheckConstraint(condition=models.Q(('blocked__gte', 0)), name='blocked_of_a_lot_is_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='lotlevel',
            constraint=models.CheckConstraint(condition=models.Q(('on_hand__gte', models.F('blocked'))), name='no_more_of_a_lot_is_blocked_than_there'),
        ),
        migrations.AddIndex(
            model_name='serial',
            index=models.Index(fields=['code'], name='inventory_serial_by_code'),
        ),
        migrations.AddConstraint(
            model_name='serial',
            constraint=models.UniqueConstraint(fields=('variant', 'code'), name='serial_number_is_unique_per_variant'),
        ),
        migrations.AddConstraint(
            model_name='serial',
            constraint=models.CheckConstraint(condition=models.Q(('code', ''), _negated=True), name='serial_number_is_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='serial',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['in_stock', 'blocked', 'in_transit', 'sold', 'lost'])), name='serial_status_is_known'),
        ),
        migrations.AddConstraint(
            model_name='serial',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status__in', ['in_stock', 'blocked']), ('location__isnull', False)), models.Q(models.Q(('status__in', ['in_stock', 'blocked']), _negated=True), ('location__isnull', True)), _connector='OR'), name='a_unit_is_somewhere_while_it_is_here'),
        ),
        migrations.AddConstraint(
            model_name='serial',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('allocation__isnull', False), ('status', 'sold')), models.Q(models.Q(('status', 'sold'), _negated=True), ('allocation__isnull', True)), _connector='OR'), name='a_sold_unit_names_its_promise'),
        ),
    ]
