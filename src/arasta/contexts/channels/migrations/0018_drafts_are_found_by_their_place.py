"""Find drafts by the place of their variants in the order of a roll-out, each second, however many lie outside."""

from __future__ import annotations

from django.db import migrations

_BYTE = "get_byte(sha256(uuid_send(variant_id)), {})"
_PLACE = (
    f"((({_BYTE.format(0)}::bigint << 24) + ({_BYTE.format(1)} << 16)"
    f" + ({_BYTE.format(2)} << 8) + {_BYTE.format(3)}) % 100)"
)


class Migration(migrations.Migration):
    dependencies = [("channels", "0017_channels_are_read_for_what_they_say")]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX channels_draft_by_place ON channels_listing (channel_id, {_PLACE}) WHERE status = 'draft'",
            "DROP INDEX channels_draft_by_place",
        ),
    ]
