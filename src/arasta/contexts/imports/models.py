"""Tables of imports: the runs, and the lines they could not take."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from arasta.contexts.imports.types import ImportKind, RunStatus
from arasta.kernel.ids import new_id


class Run(models.Model):
    """One file, read once. `details` fills the sentence `failure`; `permissions` and `locations` are its actor's."""

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.TextField()
    status = models.TextField(default=RunStatus.QUEUED.value)
    is_trial = models.BooleanField()
    file_name = models.TextField()
    path = models.TextField()
    size = models.BigIntegerField()
    digest = models.TextField(default="")
    language = models.TextField()
    encoding = models.TextField()
    has_decimal_comma = models.BooleanField()
    price_list = models.TextField()
    location = models.TextField()
    creates_terms = models.BooleanField()
    may_repeat = models.BooleanField()
    reason = models.TextField()
    actor_kind = models.TextField()
    actor_id = models.TextField()
    actor_name = models.TextField()
    permissions = ArrayField(models.TextField())
    locations = ArrayField(models.UUIDField())
    lines_in_all = models.IntegerField(db_default=0)
    lines_read = models.IntegerField(db_default=0)
    new_lines = models.IntegerField(db_default=0)
    changed_lines = models.IntegerField(db_default=0)
    unchanged_lines = models.IntegerField(db_default=0)
    faulty_lines = models.IntegerField(db_default=0)
    failure = models.TextField(db_default="")
    details = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "imports_run"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[str(kind) for kind in ImportKind]), name="import_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[str(status) for status in RunStatus]), name="import_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    lines_read__gte=F("new_lines") + F("changed_lines") + F("unchanged_lines") + F("faulty_lines"),
                    new_lines__gte=0,
                    changed_lines__gte=0,
                    unchanged_lines__gte=0,
                    faulty_lines__gte=0,
                ),
                name="import_counts_each_line_once",
            ),
        ]
        indexes = [models.Index(fields=["digest"], name="imports_run_by_digest")]

    def __str__(self) -> str:
        return self.file_name


class Fault(models.Model):
    """A line that was not taken, and why; `details` fills the sentence `template`."""

    id = models.BigAutoField(primary_key=True)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="+", db_index=False)
    line = models.IntegerField()
    column = models.TextField()
    value = models.TextField()
    code = models.TextField()
    template = models.TextField()
    details = models.JSONField(default=dict)

    class Meta:
        db_table = "imports_fault"
        constraints = [models.UniqueConstraint(fields=["run", "line"], name="one_fault_per_line_of_an_import")]

    def __str__(self) -> str:
        return f"line {self.line}: {self.code}"
