
import arasta.kernel.ids
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalog', '0002_indexes_pay_their_way'),
        ('customers', '0001_initial'),
        ('orders', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ('product_name', models.TextField()),
                ('variant_name', models.TextField(db_default='')),
                ('author', models.CharField(max_length=60)),
                ('stars', models.SmallIntegerField()),
                ('title', models.CharField(db_default='', max_length=120)),
                ('text', models.CharField(db_default='', max_length=3000)),
                ('language', models.CharField(max_length=2)),
                ('status', models.TextField(db_default='pending')),
                ('reason', models.TextField(db_default='')),
                ('reply', models.CharField(db_default='', max_length=3000)),
                ('written_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.TextField(db_default='')),
                ('customer', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='customers.customer')),
                ('order', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orders.order')),
                ('product', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalog.product')),
            ],
            options={
                'db_table': 'reviews_review',
            },
        ),
        migrations.CreateModel(
            name='ReviewPhoto',
            fields=[
                ('id', models.UUIDField(default=arasta.kernel.ids.new_id, primary_key=True, serialize=False)),
                ('position', models.SmallIntegerField()),
                ('path', models.TextField()),
                ('width', models.IntegerField()),
                ('height', models.IntegerField()),
                ('review', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='reviews.review')),
            ],
            options={
                'db_table': 'reviews_photo',
            },
        ),
        migrations.CreateModel(
            name='Summary',
            fields=[
                ('product', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='catalog.product')),
                ('ones', models.IntegerField(db_default=0)),
                ('twos', models.IntegerField(db_default=0)),
                ('threes', models.IntegerField(db_default=0)),
                ('fours', models.IntegerField(db_default=0)),
                ('fives', models.IntegerField(db_default=0)),
            ],
            options={
                'db_table': 'reviews_summary',
                'constraints': [models.CheckConstraint(condition=models.Q(('fives__gte', 0), ('fours__gte', 0), ('ones__gte', 0), ('threes__gte', 0), ('twos__gte', 0)), name='stars_are_not_negative')],
            },
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(condition=models.Q(('status', 'published')), fields=['product', '-id'], name='reviews_shown_of_product'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(fields=['status', '-id'], name='reviews_review_by_status'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(condition=models.Q(('customer__isnull', False)), fields=('customer', 'product'), name='customer_reviews_a_product_once'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.UniqueConstraint(condition=models.Q(('order__isnull', False)), fields=('order', 'product'), name='order_proves_one_review_of_a_product'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('customer__isnull', False), ('order__isnull', False), _connector='OR'), name='review_has_a_writer'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('stars__gte', 1), ('stars__lte', 5)), name='review_has_one_to_five_stars'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['pending', 'published', 'rejected'])), name='review_status_is_known'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('author', ''), _negated=True), name='review_is_signed'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'rejected'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='rejection_says_why'),
        ),
        migrations.AddConstraint(
            model_name='reviewphoto',
            constraint=models.UniqueConstraint(fields=('review', 'position'), name='photos_of_a_review_have_places'),
        ),
        migrations.AddConstraint(
            model_name='reviewphoto',
            constraint=models.CheckConstraint(condition=models.Q(('height__gt', 0), ('width__gt', 0)), name='photo_has_a_size'),
        ),
    ]
