from django.db import migrations

# What was spent a moment ago need not outlive a crash, and no call to a channel shall wait for a disk.
_TABLES = ("transport_budget", "transport_breaker")


class Migration(migrations.Migration):
    dependencies = [("transport", "0001_initial")]

    operations = [
        migrations.RunSQL(f"ALTER TABLE {table} SET UNLOGGED", f"ALTER TABLE {table} SET LOGGED") for table in _TABLES
    ]
