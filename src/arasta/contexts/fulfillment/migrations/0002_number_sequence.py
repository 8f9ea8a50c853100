from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("fulfillment", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE fulfillment_order_number_seq START 100001",
            "DROP SEQUENCE fulfillment_order_number_seq",
        )
    ]
