"""What a channel sent that we could not take."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from arasta.contexts.channels.models.channels import Channel
from arasta.contexts.channels.models.words import values
from arasta.contexts.channels.types.parking import ParkedStatus
from arasta.kernel.ids import new_id


class ParkedItem(models.Model):
    """Something the channel sent that we could not take. `payload` is the channel's own document."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    external_id = models.TextField()
    reason = models.TextField()
    about = ArrayField(models.TextField(), default=list)
    explanation = models.TextField(db_default="")
    explanation_code = models.TextField(db_default="")
    explanation_given = models.JSONField(db_default=models.Value({}, models.JSONField()))
    payload = models.JSONField(default=dict)
    status = models.TextField(db_default=ParkedStatus.OPEN.value)
    times_seen = models.PositiveIntegerField(db_default=1)
    created_at = models.DateTimeField(db_default=Now())
    last_seen_at = models.DateTimeField(db_default=Now())
    resolved_by = models.TextField(db_default="")
    resolved_at = models.DateTimeField(null=True)
    note = models.TextField(db_default="")

    class Meta:
        db_table = "channels_parked_item"
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "kind", "external_id"], name="one_parked_item_per_channel_kind_and_id"
            ),
            models.CheckConstraint(condition=Q(status__in=values(ParkedStatus)), name="parked_status_is_known"),
        ]
        indexes = [models.Index(fields=["channel", "status", "id"], name="channels_parked_by_status")]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}: {self.reason}"
