"""Payments and the ledger of money."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from arasta.contexts.payments.types import HELD, RECORDED, Account, CaptureWhen, EntryKind, PaymentStatus, Tender
from arasta.kernel.ids import new_id

_UNFINISHED = [
    PaymentStatus.PENDING.value,
    PaymentStatus.REQUIRES_ACTION.value,
    PaymentStatus.AUTHORIZED.value,
]


class Payment(models.Model):
    """One attempt to be paid. `captured_minor` and `refunded_minor` are sums of the ledger's entries."""

    id = models.UUIDField(primary_key=True, default=new_id)
    order_id = models.UUIDField()
    cart_id = models.UUIDField(null=True)
    attempt = models.SmallIntegerField(db_default=1)
    tender = models.TextField()
    provider = models.TextField(db_default="")
    status = models.TextField(db_default=PaymentStatus.PENDING.value)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    captured_minor = models.BigIntegerField(db_default=0)
    refunded_minor = models.BigIntegerField(db_default=0)
    provider_reference = models.TextField(db_default="")
    redirect_url = models.TextField(db_default="")
    decline_code = models.TextField(db_default="")
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())
    ends_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "payments_payment"
        constraints = [
            models.UniqueConstraint(fields=["cart_id", "attempt"], name="one_payment_per_cart_and_attempt"),
            models.UniqueConstraint(
                fields=["order_id"],
                name="one_marketplace_payment_per_order",
                condition=Q(tender=Tender.MARKETPLACE.value),
            ),
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="payment_amount_is_not_negative"),
            models.CheckConstraint(condition=Q(attempt__gte=1), name="payment_attempts_count_from_one"),
            models.CheckConstraint(
                condition=Q(captured_minor__gte=0, captured_minor__lte=F("amount_minor")),
                name="captured_is_within_the_amount",
            ),
            models.CheckConstraint(
                condition=Q(refunded_minor__gte=0, refunded_minor__lte=F("captured_minor")),
                name="refunded_is_within_captured",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in PaymentStatus]),
                name="payment_status_is_known",
            ),
            models.CheckConstraint(
                condition=Q(tender__in=[tender.value for tender in Tender]), name="payment_tender_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["order_id"], name="payments_payment_by_order"),
            models.Index(fields=["-created_at", "-id"], name="payments_payment_newest"),
            models.Index(
                fields=["provider_reference"],
                opclasses=["text_pattern_ops"],
                name="payments_payment_by_reference",
                condition=~Q(provider=RECORDED),
            ),
            models.Index(
                fields=["created_at"],
                name="payments_payment_unfinished",
                condition=Q(status__in=_UNFINISHED),
            ),
            models.Index(
                fields=["ends_at"],
                name="payments_payment_ending",
                condition=Q(status__in=sorted(status.value for status in HELD), ends_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender} {self.id}: {self.status}"


class MoneyEntry(models.Model):
    """Money moved between two accounts. Never changed, never deleted; undoing is another row."""

    id = models.UUIDField(primary_key=True, default=new_id)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.TextField()
    debit_account = models.TextField()
    credit_account = models.TextField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reference = models.TextField()
    at = models.DateTimeField(db_default=Now())
    actor_kind = models.TextField()
    actor_id = models.TextField()
    actor_name = models.TextField()

    class Meta:
        db_table = "payments_money_entry"
        constraints = [
            models.UniqueConstraint(
                fields=["payment", "kind", "reference"], name="one_entry_per_payment_kind_and_reference"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="entry_amount_is_positive"),
            models.CheckConstraint(condition=~Q(reference=""), name="entry_has_a_reference"),
            models.CheckConstraint(
                condition=~Q(debit_account=F("credit_account")), name="entry_moves_between_two_accounts"
            ),
            models.CheckConstraint(
                condition=Q(debit_account__in=[account.value for account in Account])
                & Q(credit_account__in=[account.value for account in Account]),
                name="entry_accounts_are_known",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in EntryKind]), name="entry_kind_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_minor} {self.currency} of {self.payment_id}"


class ProviderAccount(models.Model):
    """A channel's account at a provider. `settings` are the provider's own; `sealed` holds its secrets, encrypted."""

    id = models.UUIDField(primary_key=True, default=new_id)
    provider = models.TextField()
    channel = models.ForeignKey("channels.Channel", on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.TextField()
    settings = models.JSONField(default=dict)
    sealed = models.TextField(db_default="")
    captures = models.TextField(db_default=CaptureWhen.AT_DISPATCH.value)
    is_active = models.BooleanField(db_default=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "payments_provider_account"
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "provider"],
                name="one_active_account_per_channel_and_provider",
                condition=Q(is_active=True),
            ),
            models.CheckConstraint(
                condition=Q(captures__in=[when.value for when in CaptureWhen]), name="account_captures_when_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.name}"
