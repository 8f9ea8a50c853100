"""Staff, where they work, API keys, and failed sign-ins."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower, Now

from arasta.contexts.identity.types import LANGUAGES, Role
from arasta.kernel.ids import new_id


class Staff(AbstractBaseUser):
    """One person of the retailer; the model that Django's sessions know as user."""

    id = models.UUIDField(primary_key=True, default=new_id)
    email = models.EmailField(max_length=254)
    name = models.TextField()
    role = models.TextField()
    language = models.CharField(max_length=2, db_default="en")
    is_active = models.BooleanField(default=True, db_default=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = BaseUserManager["Staff"]()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name", "role"]

    class Meta:
        db_table = "identity_staff"
        constraints = [
            models.UniqueConstraint(fields=["email"], name="staff_email_is_unique"),
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="staff_email_is_lower_case"),
            models.CheckConstraint(condition=~models.Q(name=""), name="staff_have_a_name"),
            models.CheckConstraint(
                condition=models.Q(role__in=[role.value for role in Role]), name="staff_role_is_known"
            ),
            models.CheckConstraint(condition=models.Q(language__in=LANGUAGES), name="staff_language_is_known"),
        ]
        indexes = [models.Index(fields=["name", "id"], name="identity_staff_by_name")]

    def __str__(self) -> str:
        return self.email


class StaffLocation(models.Model):
    """A location a member of staff is limited to; no row means all locations."""

    id = models.BigAutoField(primary_key=True)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    location = models.ForeignKey("inventory.Location", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "identity_staff_location"
        constraints = [
            models.UniqueConstraint(fields=["staff", "location"], name="staff_location_is_named_once"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} at {self.location_id}"


class ApiKey(models.Model):
    """A machine's key: the public part finds it, the hash proves the secret."""

    id = models.UUIDField(primary_key=True, default=new_id)
    name = models.TextField()
    public = models.CharField(max_length=12)
    secret_hash = models.CharField(max_length=64)
    scopes = ArrayField(models.TextField())
    created_by = models.TextField()
    created_at = models.DateTimeField(db_default=Now())
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "identity_api_key"
        constraints = [
            models.UniqueConstraint(fields=["public"], name="api_key_public_part_is_unique"),
            models.CheckConstraint(condition=models.Q(scopes__len__gt=0), name="api_key_has_a_scope"),
            models.CheckConstraint(condition=~models.Q(name=""), name="api_key_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.public})"


class FailedSignIn(models.Model):
    """Wrong passwords counted for a subject (an email, or an email and an address) until `forget_at`."""

    subject = models.TextField(primary_key=True)
    failures = models.SmallIntegerField()
    forget_at = models.DateTimeField()

    class Meta:
        db_table = "identity_failed_sign_in"
        indexes = [models.Index(fields=["forget_at"], name="identity_failed_by_end")]

    def __str__(self) -> str:
        return f"{self.subject}: {self.failures}"


class FirstCode(models.Model):
    """The hash of the code that the console shows to whoever makes the first owner; used up with the owner."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    code_hash = models.CharField(max_length=64)
    failures = models.SmallIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "identity_first_code"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_first_code"),
            models.CheckConstraint(condition=models.Q(failures__gte=0), name="first_code_failures_are_not_negative"),
        ]

    def __str__(self) -> str:
        return f"first code, {self.failures} failures"
