"""When a channel that is open for a while only closes."""

from __future__ import annotations

from django.db import models

from arasta.contexts.channels.models.channels import Channel
from arasta.kernel.ids import new_id


class Ending(models.Model):
    """The moment from which a pop-up or a fair is over; its channel is paused then."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.OneToOneField(Channel, on_delete=models.PROTECT, related_name="+")
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "channels_ending"

    def __str__(self) -> str:
        return f"{self.channel_id} until {self.ends_at}"
