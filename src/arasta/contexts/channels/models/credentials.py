"""What installations identify themselves with besides their secrets: tokens for a while, and secrets that change."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from arasta.contexts.channels.models.channels import Installation
from arasta.contexts.channels.models.words import values
from arasta.contexts.channels.types.credentials import SecretsRole
from arasta.kernel.ids import new_id


class AccessToken(models.Model):
    """The token of an installation, sealed. While `leased_until` lies ahead one process is fetching another.

    `refused` is why the last one was not given, `refused_at` when.
    """

    installation = models.OneToOneField(Installation, on_delete=models.PROTECT, related_name="+", primary_key=True)
    sealed = models.TextField(db_default="")
    fetched_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    version = models.BigIntegerField(db_default=0)
    leased_until = models.DateTimeField(null=True)
    trouble = models.TextField(db_default="")
    refused = models.TextField(db_default="")
    refused_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "channels_access_token"
        constraints = [models.CheckConstraint(condition=Q(version__gte=0), name="token_version_only_grows")]

    def __str__(self) -> str:
        return f"token of {self.installation_id} until {self.expires_at}"


class OtherSecrets(models.Model):
    """Another set of secrets that holds during a rotation: the one to come, or the one before, which ends."""

    id = models.UUIDField(primary_key=True, default=new_id)
    installation = models.ForeignKey(Installation, on_delete=models.PROTECT, related_name="+")
    role = models.TextField()
    sealed = models.TextField()
    ends_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "channels_other_secrets"
        constraints = [
            models.CheckConstraint(condition=Q(role__in=values(SecretsRole)), name="secrets_role_is_known"),
            models.CheckConstraint(
                condition=Q(role=SecretsRole.NEXT.value) | Q(ends_at__isnull=False), name="previous_secrets_end"
            ),
            models.UniqueConstraint(
                fields=["installation"],
                condition=Q(role=SecretsRole.NEXT.value),
                name="one_next_set_of_secrets_per_installation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} secrets of {self.installation_id}"
