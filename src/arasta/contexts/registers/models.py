"""Registers and receipts."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from arasta.contexts.registers.types import ReceiptTender
from arasta.kernel.ids import new_id


class Register(models.Model):
    """A till. `last_receipt` is counted up under this row's lock only."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.TextField(unique=True)
    name = models.TextField()
    location = models.ForeignKey("inventory.Location", on_delete=models.PROTECT, related_name="+")
    channel = models.ForeignKey("channels.Channel", on_delete=models.PROTECT, related_name="+")
    is_active = models.BooleanField(db_default=True)
    last_receipt = models.BigIntegerField(db_default=0)

    class Meta:
        db_table = "registers_register"
        constraints = [
            models.CheckConstraint(condition=Q(last_receipt__gte=0), name="receipts_count_upwards"),
        ]

    def __str__(self) -> str:
        return self.code


class Receipt(models.Model):
    """What a register printed for one order."""

    id = models.UUIDField(primary_key=True, default=new_id)
    register = models.ForeignKey(Register, on_delete=models.PROTECT, related_name="+")
    number = models.BigIntegerField()
    order = models.OneToOneField("orders.Order", on_delete=models.PROTECT, related_name="+")
    order_number = models.TextField()
    cashier_id = models.TextField()
    cashier_name = models.TextField()
    tender = models.TextField()
    tendered_minor = models.BigIntegerField()
    change_minor = models.BigIntegerField(db_default=0)
    currency = models.CharField(max_length=3)
    printed_at = models.DateTimeField()

    class Meta:
        db_table = "registers_receipt"
        constraints = [
            models.UniqueConstraint(fields=["register", "number"], name="one_receipt_per_register_and_number"),
            models.CheckConstraint(condition=Q(number__gt=0), name="receipts_are_numbered_from_one"),
            models.CheckConstraint(
                condition=Q(change_minor__gte=0, change_minor__lte=F("tendered_minor")),
                name="change_is_within_what_was_tendered",
            ),
            models.CheckConstraint(
                condition=Q(tender=ReceiptTender.CASH.value) | Q(change_minor=0),
                name="change_is_given_for_cash_only",
            ),
            models.CheckConstraint(
                condition=Q(tender__in=[tender.value for tender in ReceiptTender]),
                name="receipt_tender_is_known",
            ),
        ]
        indexes = [models.Index(fields=["register", "printed_at"], name="registers_receipt_by_day")]

    def __str__(self) -> str:
        return f"{self.register_id} {self.number}"
