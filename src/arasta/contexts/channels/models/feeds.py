"""Feeds: files that outside services fetch, what stands in them, and who fetched them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from arasta.contexts.channels.models.channels import Channel
from arasta.contexts.channels.models.words import values
from arasta.contexts.channels.types.feeds import FeedFormat, FeedKind, FeedStatus, FeedTarget, RowState
from arasta.kernel.ids import new_id


class Feed(models.Model):
    """A file of offers under an address. `key_number` makes the key in the address: a new number, a new key."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    shop = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    name = models.TextField()
    target = models.TextField()
    kind = models.TextField()
    format = models.TextField()
    language = models.TextField()
    only_listed = models.BooleanField(db_default=False)
    is_public = models.BooleanField(db_default=False)
    status = models.TextField(db_default=FeedStatus.OPEN.value)
    key_number = models.PositiveIntegerField(db_default=1)
    least_minutes = models.PositiveSmallIntegerField(db_default=15)
    version = models.BigIntegerField(db_default=0)
    changed_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    written_at = models.DateTimeField(null=True)
    offered = models.PositiveIntegerField(db_default=0)
    excluded = models.PositiveIntegerField(db_default=0)
    noted = models.PositiveIntegerField(db_default=0)
    plain_bytes = models.BigIntegerField(db_default=0)
    packed_bytes = models.BigIntegerField(db_default=0)
    took_ms = models.PositiveIntegerField(db_default=0)
    problem = models.TextField(db_default="")
    read_at = models.DateTimeField(null=True)
    read_whole_at = models.DateTimeField(null=True)
    doubted_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "channels_feed"
        constraints = [
            models.UniqueConstraint(fields=["channel", "name"], name="one_feed_per_channel_and_name"),
            models.CheckConstraint(condition=Q(target__in=values(FeedTarget)), name="feed_target_is_known"),
            models.CheckConstraint(condition=Q(kind__in=values(FeedKind)), name="feed_kind_is_known"),
            models.CheckConstraint(condition=Q(format__in=values(FeedFormat)), name="feed_format_is_known"),
            models.CheckConstraint(condition=Q(status__in=values(FeedStatus)), name="feed_status_is_known"),
            models.CheckConstraint(condition=Q(name__regex="^[a-z0-9-]{1,40}$"), name="feed_name_fits_an_address"),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.channel_id}"


class FeedTouched(models.Model):
    """A variant of which a feed may say something else since a moment. Forgotten when all feeds were read after it."""

    variant = models.OneToOneField("catalog.Variant", on_delete=models.PROTECT, related_name="+", primary_key=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "channels_feed_touched"
        indexes = [models.Index(fields=["at"], name="feed_touched_by_moment")]

    def __str__(self) -> str:
        return str(self.variant_id)


class FeedRow(models.Model):
    """An offer of a feed, in a store where the feed is local. `version` is the writing that changed it last.

    Rows follow from what is sold and are written by the hundred thousand, so the database does not check their keys.
    """

    pk = models.CompositePrimaryKey("feed_id", "variant_id", "place")
    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    variant = models.ForeignKey(
        "catalog.Variant", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    place = models.TextField()
    offer_id = models.TextField()
    state = models.TextField()
    digest = models.BigIntegerField()
    version = models.BigIntegerField()
    flaws = ArrayField(models.TextField(), default=list)

    class Meta:
        db_table = "channels_feed_row"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=values(RowState)), name="feed_row_state_is_known"),
        ]
        indexes = [
            models.Index(fields=["feed", "version"], name="channels_feed_row_by_version"),
            models.Index(fields=["feed", "state", "offer_id"], name="channels_feed_row_flawed", condition=~Q(flaws=[])),
        ]

    def __str__(self) -> str:
        return f"{self.offer_id} in {self.feed_id}"


class FeedVersion(models.Model):
    """A writing that changed a feed."""

    pk = models.CompositePrimaryKey("feed_id", "version")
    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.BigIntegerField()
    written_at = models.DateTimeField()
    changed = models.PositiveIntegerField()
    gone = models.PositiveIntegerField()

    class Meta:
        db_table = "channels_feed_version"

    def __str__(self) -> str:
        return f"{self.feed_id} version {self.version}"


class FeedFetch(models.Model):
    """Somebody fetched a feed; kept for a month."""

    id = models.UUIDField(primary_key=True, default=new_id)
    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    agent = models.TextField(db_default="")
    address = models.TextField(db_default="")
    status = models.PositiveSmallIntegerField()
    sent_bytes = models.BigIntegerField(db_default=0)
    version = models.BigIntegerField(db_default=0)
    since = models.BigIntegerField(null=True)

    class Meta:
        db_table = "channels_feed_fetch"
        indexes = [models.Index(fields=["feed", "-at"], name="channels_feed_fetch_by_time")]

    def __str__(self) -> str:
        return f"{self.feed_id} at {self.at}"
