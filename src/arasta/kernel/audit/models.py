"""Runs of the auditor, and the drifts that stand."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class Run(models.Model):
    """One walk through the books. Without an end it still goes on, or its process died."""

    id = models.BigAutoField(primary_key=True)
    started_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    since = models.DateTimeField(null=True)
    asked_by = models.TextField()
    checked = models.BigIntegerField(db_default=0)
    lies = models.IntegerField(db_default=0)

    class Meta:
        db_table = "audit_run"
        constraints = [
            models.CheckConstraint(condition=Q(ended_at__gte=F("started_at")), name="audit_run_ends_after_it_started"),
            models.CheckConstraint(condition=Q(checked__gte=0, lies__gte=0), name="audit_run_counts_up"),
        ]
        indexes = [models.Index(fields=["-started_at"], name="audit_run_newest")]

    def __str__(self) -> str:
        return f"{self.started_at}: {self.lies} lies in {self.checked}"


class Drift(models.Model):
    """A lie that stands: found by a run, and not yet found gone by a later one. `key`: where its book finds it."""

    id = models.BigAutoField(primary_key=True)
    rule = models.TextField()
    book = models.TextField()
    key = models.TextField(blank=True)
    subject = models.TextField()
    subject_id = models.TextField()
    values = models.JSONField()
    found_in = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    seen_in = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    gone_in = models.ForeignKey(Run, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "audit_drift"
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "subject_id"], condition=Q(gone_in__isnull=True), name="a_lie_stands_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.subject_id}"
