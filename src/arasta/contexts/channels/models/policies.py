"""A channel's rules and how we keep them: price policy, calendar, health, and the matching of its listings."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from arasta.contexts.channels.models.channels import Channel, Installation
from arasta.contexts.channels.models.words import values
from arasta.contexts.channels.types.policies import (
    DeadlineState,
    Figure,
    MatchingState,
    MatchReason,
    MatchState,
    PolicyKind,
)
from arasta.kernel.ids import new_id


class PricePolicy(models.Model):
    """How a channel's prices relate to those for all channels; without a row they are free."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.OneToOneField(Channel, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()
    percent = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    step_minor = models.IntegerField(default=1)
    tolerance = models.DecimalField(max_digits=5, decimal_places=2, default=0)

    class Meta:
        db_table = "channels_price_policy"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=values(PolicyKind)), name="price_policy_kind_is_known"),
            models.CheckConstraint(condition=Q(step_minor__gte=1), name="price_policy_rounds_to_something"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.channel_id}"


class AcceptedPrice(models.Model):
    """A price beside the policy with the reason somebody gave; it counts for this amount alone."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    price_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.TextField()
    accepted_by = models.TextField()
    accepted_at = models.DateTimeField()

    class Meta:
        db_table = "channels_accepted_price"
        constraints = [
            models.UniqueConstraint(fields=["channel", "variant"], name="one_accepted_price_per_channel_and_variant"),
            models.CheckConstraint(condition=~Q(reason=""), name="accepted_price_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.price_minor} {self.currency} for {self.variant_id} on {self.channel_id}"


class Matching(models.Model):
    """Whether an installation waits for its channel's listings to be matched; without a row nobody asked for it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    installation = models.OneToOneField(Installation, on_delete=models.PROTECT, related_name="+")
    state = models.TextField()
    decided_by = models.TextField(db_default="")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "channels_matching"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=values(MatchingState)), name="matching_state_is_known"),
        ]

    def __str__(self) -> str:
        return f"matching of {self.installation_id}: {self.state}"


class Match(models.Model):
    """What we think a channel's listing is, or what a person said."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    external_id = models.TextField()
    state = models.TextField()
    variant = models.ForeignKey("catalog.Variant", null=True, on_delete=models.PROTECT, related_name="+")
    confidence = models.PositiveSmallIntegerField(default=0)
    reason = models.TextField()
    decided_by = models.TextField(db_default="")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "channels_match"
        constraints = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="one_match_per_channel_and_external_id"),
            models.CheckConstraint(condition=Q(state__in=values(MatchState)), name="match_state_is_known"),
            models.CheckConstraint(condition=Q(reason__in=values(MatchReason)), name="match_reason_is_known"),
            models.CheckConstraint(condition=Q(confidence__lte=100), name="match_is_sure_at_most"),
            models.CheckConstraint(
                condition=Q(variant__isnull=False) | Q(state__in=["unmatched", "ignored"]),
                name="match_names_a_variant_or_none_on_purpose",
            ),
        ]
        indexes = [
            models.Index(fields=["channel", "state", "-confidence", "external_id"], name="channels_match_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.external_id} of {self.channel_id}: {self.state}"


class Deadline(models.Model):
    """An entry of a channel's calendar: one of our own, or what we said of one that its connector knows."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    code = models.TextField(db_default="")
    title = models.TextField(db_default="")
    action = models.TextField(db_default="")
    link = models.TextField(db_default="")
    due_on = models.DateField()
    state = models.TextField(db_default=DeadlineState.OPEN.value)
    said_by = models.TextField(db_default="")
    said_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "channels_deadline"
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "code"], condition=~Q(code=""), name="one_entry_per_channel_and_known_deadline"
            ),
            models.CheckConstraint(condition=Q(state__in=values(DeadlineState)), name="deadline_state_is_known"),
            models.CheckConstraint(condition=~Q(code="", title=""), name="deadline_has_a_title"),
        ]

    def __str__(self) -> str:
        return f"{self.code or self.title} on {self.channel_id}"


class HealthFigure(models.Model):
    """A figure of a seller's health on a day: measured by us, or entered from the channel's own page."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    figure = models.TextField()
    on = models.DateField()
    value = models.DecimalField(max_digits=10, decimal_places=2)
    counted = models.IntegerField(default=0)
    is_entered = models.BooleanField(default=False)

    class Meta:
        db_table = "channels_health_figure"
        constraints = [
            models.UniqueConstraint(fields=["channel", "figure", "on"], name="one_figure_per_channel_and_day"),
            models.CheckConstraint(condition=Q(figure__in=values(Figure)), name="health_figure_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.figure} of {self.channel_id} on {self.on}"


class HealthLimit(models.Model):
    """Where a figure of a channel becomes bad, if it is another than usual."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    figure = models.TextField()
    limit = models.DecimalField(max_digits=10, decimal_places=2)

    class Meta:
        db_table = "channels_health_limit"
        constraints = [
            models.UniqueConstraint(fields=["channel", "figure"], name="one_limit_per_channel_and_figure"),
            models.CheckConstraint(condition=Q(figure__in=values(Figure)), name="limit_figure_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.figure} of {self.channel_id} up to {self.limit}"
