from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("changes", "0001_initial")]

    operations = [migrations.RunSQL("CREATE SEQUENCE changes_version_seq", "DROP SEQUENCE changes_version_seq")]
