"""Leave half of each page of levels free, so that a level changes in its page and no index is written.

A full page sends each change to another page and a new entry into both indexes: five times the work. Pages that are
full already empty themselves with use, or at once by `VACUUM FULL inventory_level` in a quiet hour.
"""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("inventory", "0015_lockers_hold_stock")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE inventory_level SET (fillfactor = 50)", "ALTER TABLE inventory_level RESET (fillfactor)"
        )
    ]
