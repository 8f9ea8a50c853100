"""How far a channel is rolled out, where it drifted from what we want, and what was taken off it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from arasta.contexts.channels.models.channels import Installation
from arasta.contexts.channels.models.listings import Listing
from arasta.contexts.channels.models.words import values
from arasta.contexts.channels.types.outbound import DriftField, RolloutStage
from arasta.kernel.ids import new_id


class Rollout(models.Model):
    """The stage of an installation's roll-out; without a row everything is published."""

    installation = models.OneToOneField(Installation, on_delete=models.PROTECT, related_name="+", primary_key=True)
    stage = models.TextField()
    percent = models.PositiveSmallIntegerField(db_default=100)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "channels_rollout"
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=values(RolloutStage)), name="rollout_stage_is_known"),
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="rollout_percent_is_a_share"),
        ]

    def __str__(self) -> str:
        return f"{self.stage} of {self.installation_id}"


class RolloutVariant(models.Model):
    """A variant that was chosen to be published first."""

    id = models.BigAutoField(primary_key=True)
    installation = models.ForeignKey(Installation, on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "channels_rollout_variant"
        constraints = [
            models.UniqueConstraint(fields=["installation", "variant"], name="variant_is_chosen_once_per_installation"),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} on {self.installation_id}"


class Drift(models.Model):
    """A listing that the channel shows otherwise than we want; gone with the difference."""

    id = models.UUIDField(primary_key=True, default=new_id)
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="+", db_index=False)
    field = models.TextField()
    ours = models.TextField()
    theirs = models.TextField()
    since = models.DateTimeField()
    seen_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "channels_drift"
        constraints = [
            models.UniqueConstraint(fields=["listing", "field"], name="one_drift_per_listing_and_field"),
            models.CheckConstraint(condition=Q(field__in=values(DriftField)), name="drift_field_is_known"),
        ]
        indexes = [models.Index(fields=["since"], name="channels_drift_by_age")]

    def __str__(self) -> str:
        return f"{self.field} of {self.listing_id}: {self.ours} here, {self.theirs} there"


class Removal(models.Model):
    """A listing that has ended here and is to be taken off the channel; `done_at` once the channel said so."""

    listing = models.OneToOneField(Listing, on_delete=models.PROTECT, related_name="+", primary_key=True)
    asked_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(db_default=Now())
    tries = models.PositiveIntegerField(db_default=0)

    class Meta:
        db_table = "channels_removal"
        indexes = [
            models.Index(fields=["next_at"], name="channels_removal_due", condition=Q(done_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"removal of {self.listing_id}"


class Hold(models.Model):
    """A listing of which nothing is sent before a moment, because the channel asked to wait."""

    listing = models.OneToOneField(Listing, on_delete=models.PROTECT, related_name="+", primary_key=True)
    until = models.DateTimeField()

    class Meta:
        db_table = "channels_listing_hold"

    def __str__(self) -> str:
        return f"{self.listing_id} until {self.until}"
