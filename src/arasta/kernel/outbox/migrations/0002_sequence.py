from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial")]

    operations = [migrations.RunSQL("CREATE SEQUENCE outbox_event_seq", "DROP SEQUENCE outbox_event_seq")]
