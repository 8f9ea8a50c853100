"""A share of a refund knows that it was given, so that units of a refund that was refused half way are not given twice."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("returns", "0002_what_comes_back_is_received_and_refunded")]

    operations = [
        migrations.AddField("refundshare", "is_given", models.BooleanField(db_default=False, default=False)),
    ]
