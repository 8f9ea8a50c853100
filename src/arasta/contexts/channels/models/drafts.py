"""Connections that somebody is setting up."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from arasta.kernel.ids import new_id


class ConnectionDraft(models.Model):
    """What was filled in and worked when it was tried; the secrets are sealed. It goes when the channel is made."""

    id = models.UUIDField(primary_key=True, default=new_id)
    connector = models.TextField()
    settings = models.JSONField(default=dict)
    sealed = models.TextField()
    introduction = models.JSONField(default=dict)
    made_by = models.TextField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "channels_connection_draft"

    def __str__(self) -> str:
        return f"{self.connector} by {self.made_by}"
