"""Customers, their addresses and logins, and failed sign-ins."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Lower, Now

from arasta.contexts.customers.types import LANGUAGES
from arasta.kernel.ids import new_id


class Customer(models.Model):
    """One person who buys. `search` is what the back office looks through, folded by `types.fold`."""

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.TextField()
    email = models.EmailField(max_length=254, null=True)
    name = models.TextField()
    phone = models.CharField(max_length=16, db_default="")
    language = models.CharField(max_length=2, db_default="en")
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
