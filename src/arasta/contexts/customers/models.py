"""Customers, their addresses, ways to sign in and sessions, failed sign-ins, and the ledger of consents."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Lower, Now

from arasta.contexts.customers.types import LANGUAGES, ContactChannel, Purpose
from arasta.kernel.ids import new_id


class Customer(models.Model):
    """One person who buys. `search` is what the back office looks through, folded by `types.fold`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.TextField()
    email = models.EmailField(max_length=254, null=True)
    name = models.TextField()
    phone = models.CharField(max_length=16, db_default="")
    language = models.CharField(max_length=2, db_default="en")
    email_proven_at = models.DateTimeField(null=True)
    search = models.TextField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "customers_customer"
        constraints = [
            models.UniqueConstraint(fields=["number"], name="customer_number_is_unique"),
            models.UniqueConstraint(fields=["email"], name="customer_email_is_unique"),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="customer_email_is_lower_case"),
            models.CheckConstraint(condition=~models.Q(name=""), name="customer_has_a_name"),
            models.CheckConstraint(
                condition=models.Q(phone="") | models.Q(phone__regex=r"^\+[1-9][0-9]{7,14}$"),
                name="customer_phone_is_international_or_empty",
            ),
            models.CheckConstraint(condition=models.Q(language__in=LANGUAGES), name="customer_language_is_known"),
        ]
        indexes = [GinIndex(OpClass("search", name="gin_trgm_ops"), name="customers_customer_by_search")]

    def __str__(self) -> str:
        return self.number


class Address(models.Model):
    """A place of a customer."""

    id = models.UUIDField(primary_key=True, default=new_id)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    label = models.TextField(db_default="")
    name = models.TextField()
    line1 = models.TextField()
    line2 = models.TextField(db_default="")
    district = models.TextField(db_default="")
    city = models.TextField()
    region = models.TextField(db_default="")
    postal_code = models.TextField(db_default="")
    country = models.CharField(max_length=2)
    phone = models.TextField(db_default="")
    is_default = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "customers_address"
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=models.Q(is_default=True),
                name="customer_has_one_default_address",
            ),
            models.CheckConstraint(
                condition=models.Q(country__regex=r"^[A-Z]{2}$"), name="address_country_is_two_letters"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line1}, {self.city}"


class Login(models.Model):
    """The password of a customer who registered."""

    customer = models.OneToOneField(Customer, on_delete=models.PROTECT, related_name="+", primary_key=True)
    password = models.CharField(max_length=128)
    created_at = models.DateTimeField(db_default=Now())
    last_sign_in_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "customers_login"

    def __str__(self) -> str:
        return str(self.customer_id)


class FailedSignIn(models.Model):
    """Wrong passwords counted for a subject (an email, or an email and an address) until `forget_at`."""

    subject = models.TextField(primary_key=True)
    failures = models.SmallIntegerField()
    forget_at = models.DateTimeField()

    class Meta:
        db_table = "customers_failed_sign_in"
        indexes = [models.Index(fields=["forget_at"], name="customers_failed_by_end")]

    def __str__(self) -> str:
        return f"{self.subject}: {self.failures}"


class SignInCode(models.Model):
    """The code sent last to an email, kept as a hash; `asked` counts the codes sent since `asked_since`.

    A code for a phone stands under its customer's id and the phone.
    """

    email = models.TextField(primary_key=True)
    code_hash = models.TextField()
    tries = models.SmallIntegerField(db_default=0)
    expires_at = models.DateTimeField()
    asked = models.SmallIntegerField(db_default=1)
    asked_since = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "customers_sign_in_code"
        indexes = [models.Index(fields=["asked_since"], name="customers_code_by_age")]

    def __str__(self) -> str:
        return self.email


class Passkey(models.Model):
    """A key pair of a customer's device; we keep the public half. It works for the shop's host `site` alone."""

    id = models.UUIDField(primary_key=True, default=new_id)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    credential = models.BinaryField()
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField(db_default=0)
    site = models.TextField()
    label = models.TextField()
    created_at = models.DateTimeField(db_default=Now())
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "customers_passkey"
        constraints = [models.UniqueConstraint(fields=["credential"], name="a_credential_is_one_passkey")]

    def __str__(self) -> str:
        return self.label


class Session(models.Model):
    """A device on which a customer is signed in, until it is ended."""

    id = models.UUIDField(primary_key=True, default=new_id)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", db_index=False)
    device = models.TextField()
    way = models.TextField()
    began_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "customers_session"
        indexes = [
            models.Index(
                fields=["customer", "-seen_at"],
                condition=models.Q(ended_at__isnull=True),
                name="customers_session_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.device} since {self.began_at}"


class Consent(models.Model):
    """One word said about one use of one contact point; the last word counts. Rows are only ever appended."""

    id = models.UUIDField(primary_key=True, default=new_id)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    channel = models.TextField()
    contact = models.TextField()
    purpose = models.TextField()
    is_given = models.BooleanField()
    text_version = models.TextField()
    language = models.CharField(max_length=2)
    source = models.TextField()
    actor_kind = models.TextField()
    actor_name = models.TextField(blank=True)
    said_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "customers_consent"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(channel__in=[one.value for one in ContactChannel]),
                name="consent_channel_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(purpose__in=[one.value for one in Purpose]), name="consent_purpose_is_known"
            ),
            models.CheckConstraint(condition=~models.Q(contact=""), name="consent_names_a_contact_point"),
        ]
        indexes = [
            models.Index(fields=["contact", "channel", "purpose", "-id"], name="customers_consent_last_word"),
            models.Index(
                fields=["customer", "-id"],
                condition=models.Q(customer__isnull=False),
                name="customers_consent_by_customer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} by {self.channel}: {self.is_given}"
