from django.contrib.postgres.operations import CreateExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0004_likeness_reads_latin_letters"),
    ]

    operations = [CreateExtension("fuzzystrmatch")]
