"""Listeners and the keys they have yet to look at."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Listener(models.Model):
    """Somebody who wants to know which keys of a topic changed."""

    id = models.BigAutoField(primary_key=True)
    topic = models.TextField()
    name = models.TextField()

    class Meta:
        db_table = "changes_listener"
        constraints = [models.UniqueConstraint(fields=["topic", "name"], name="one_listener_per_topic_and_name")]

    def __str__(self) -> str:
        return f"{self.name} on {self.topic}"


class Dirty(models.Model):
    """One key that changed and has not been settled."""

    id = models.BigAutoField(primary_key=True)
    listener = models.ForeignKey(Listener, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField()
    version = models.BigIntegerField()
    marked_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "changes_dirty"
        constraints = [models.UniqueConstraint(fields=["listener", "key"], name="one_dirty_row_per_listener_and_key")]
        indexes = [models.Index(fields=["listener", "marked_at"], name="changes_dirty_by_age")]

    def __str__(self) -> str:
        return f"{self.key} v{self.version}"


class Edition(models.Model):
    """A write to a table that is watched, or many of long ago; the database adds the row itself."""

    id = models.BigAutoField(primary_key=True)
    writes = models.BigIntegerField(db_default=1)
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "changes_edition"

    def __str__(self) -> str:
        return str(self.id)
