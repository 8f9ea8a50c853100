"""What is offered on a channel."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from arasta.contexts.channels.models.channels import Channel
from arasta.contexts.channels.models.words import values
from arasta.contexts.channels.types.listings import ListingStatus
from arasta.kernel.ids import new_id


class Listing(models.Model):
    """A variant offered on one channel; `pushed_*` is what the channel took from us, `observed_*` what it shows.

    `refs` are further ids of the channel that its calls need; the connector alone knows their meaning.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    external_id = models.TextField()
    title = models.TextField(db_default="")
    status = models.TextField(db_default=ListingStatus.DRAFT.value)
    currency = models.CharField(max_length=3)
    pushed_quantity = models.BigIntegerField(null=True)
    pushed_price_minor = models.BigIntegerField(null=True)
    pushed_list_price_minor = models.BigIntegerField(null=True)
    pushed_version = models.BigIntegerField(db_default=0)
    last_pushed_at = models.DateTimeField(null=True)
    observed_quantity = models.BigIntegerField(null=True)
    observed_price_minor = models.BigIntegerField(null=True)
    observed_at = models.DateTimeField(null=True)
    refs = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    problem_code = models.TextField(db_default="")
    problem = models.TextField(db_default="")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "channels_listing"
        constraints = [
            models.UniqueConstraint(fields=["channel", "variant"], name="one_listing_per_channel_and_variant"),
            models.UniqueConstraint(fields=["channel", "external_id"], name="one_listing_per_channel_and_external_id"),
            models.CheckConstraint(condition=Q(status__in=values(ListingStatus)), name="listing_status_is_known"),
            models.CheckConstraint(condition=~Q(external_id=""), name="listing_has_an_external_id"),
        ]
        indexes = [
            models.Index(fields=["variant"], name="channels_listing_by_variant"),
            models.Index(fields=["channel", "status", "external_id"], name="channels_listing_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.external_id} on {self.channel_id}"


class ListingAlias(models.Model):
    """Another external id under which a channel sells a variant that is listed already."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    external_id = models.TextField()
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "channels_listing_alias"
        constraints = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="alias_means_one_listing_per_channel"),
        ]

    def __str__(self) -> str:
        return f"{self.external_id} means {self.listing_id}"
