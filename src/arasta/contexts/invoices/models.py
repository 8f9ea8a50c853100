"""Series of numbers, and the invoices and credit notes that took them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from arasta.kernel.ids import new_id


class Series(models.Model):
    """What numbers begin with. `last` is counted up under this row's lock only."""

    code = models.TextField(primary_key=True)
    last = models.BigIntegerField(db_default=0)

    class Meta:
        db_table = "invoices_series"
        constraints = [models.CheckConstraint(condition=Q(last__gte=0), name="invoices_count_upwards")]

    def __str__(self) -> str:
        return self.code


class Invoice(models.Model):
    """The invoice of one order."""

    id = models.UUIDField(primary_key=True, default=new_id)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="+", db_index=False)
    sequence = models.BigIntegerField()
    number = models.TextField(unique=True)
    order = models.OneToOneField("orders.Order", on_delete=models.PROTECT, related_name="+")
    total_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    issued_at = models.DateTimeField()

    class Meta:
        db_table = "invoices_invoice"
        constraints = [
            models.UniqueConstraint(fields=["series", "sequence"], name="one_invoice_per_series_and_sequence"),
            models.CheckConstraint(condition=Q(sequence__gt=0), name="invoices_are_numbered_from_one"),
        ]

    def __str__(self) -> str:
        return self.number


class CreditNote(models.Model):
    """What is taken off an invoice again: one refund of its order."""

    id = models.UUIDField(primary_key=True, default=new_id)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="+", db_index=False)
    sequence = models.BigIntegerField()
    number = models.TextField(unique=True)
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="+")
    refund_id = models.UUIDField(unique=True)
    total_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    issued_at = models.DateTimeField()

    class Meta:
        db_table = "invoices_credit_note"
        constraints = [
            models.UniqueConstraint(fields=["series", "sequence"], name="one_credit_note_per_series_and_sequence"),
            models.CheckConstraint(condition=Q(sequence__gt=0), name="credit_notes_are_numbered_from_one"),
            models.CheckConstraint(condition=Q(total_minor__gt=0), name="credit_notes_take_something_off"),
        ]

    def __str__(self) -> str:
        return self.number
