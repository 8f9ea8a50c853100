"""Drop the jobs that used to carry facts: what they were to deliver is pending still, and the carrier takes it."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("outbox", "0004_parked_deliveries_are_found"),
        ("procrastinate", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            "DELETE FROM procrastinate_jobs WHERE status = 'todo'"
            " AND task_name IN ('outbox.deliver', 'outbox.drain_lane', 'outbox.sweep')",
            migrations.RunSQL.noop,
        ),
    ]
