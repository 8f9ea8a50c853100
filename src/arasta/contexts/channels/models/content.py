"""What listings say, how good that is, and the edits that made it so."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from arasta.contexts.channels.models.channels import Channel
from arasta.contexts.channels.models.listings import Listing
from arasta.contexts.channels.models.words import values
from arasta.contexts.channels.types.content import EditStatus
from arasta.kernel.ids import new_id


class ContentTemplate(models.Model):
    """What all listings of a channel say in a field, with placeholders, where they say nothing of their own."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    field = models.TextField()
    text = models.TextField()

    class Meta:
        db_table = "channels_content_template"
        constraints = [
            models.UniqueConstraint(fields=["channel", "field"], name="one_content_template_per_channel_and_field"),
            models.CheckConstraint(condition=~Q(text=""), name="content_template_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.channel_id}"


class ContentValue(models.Model):
    """What one listing says in a field, instead of what it would inherit. Its title stands with the listing itself."""

    id = models.UUIDField(primary_key=True, default=new_id)
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="+")
    field = models.TextField()
    value = models.TextField(db_default="")

    class Meta:
        db_table = "channels_content_value"
        constraints = [
            models.UniqueConstraint(fields=["listing", "field"], name="one_content_value_per_listing_and_field"),
            models.CheckConstraint(condition=~Q(field="title"), name="titles_stand_with_their_listings"),
        ]

    def __str__(self) -> str:
        return f"{self.field} of {self.listing_id}"


class ContentState(models.Model):
    """How a listing's content stands: judged when, with what result, and whether the channel knows it."""

    listing = models.OneToOneField(Listing, primary_key=True, on_delete=models.CASCADE, related_name="+")
    points = models.PositiveSmallIntegerField(null=True)
    complete = models.PositiveSmallIntegerField(null=True)
    reasons = ArrayField(models.TextField(), default=list)
    judged_at = models.DateTimeField(null=True)
    is_due = models.BooleanField(db_default=False)
    told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "channels_content_state"
        constraints = [
            models.CheckConstraint(condition=Q(points__lte=100), name="content_points_are_a_hundred_at_most"),
            models.CheckConstraint(condition=Q(complete__lte=100), name="content_complete_is_a_hundred_at_most"),
        ]
        indexes = [
            models.Index(fields=["listing"], condition=Q(is_due=True), name="channels_content_due"),
            models.Index(fields=["listing"], condition=Q(judged_at__isnull=True), name="channels_content_unjudged"),
        ]

    def __str__(self) -> str:
        return f"content of {self.listing_id}"


class ContentIssue(models.Model):
    """What a channel would say against a listing, known before it is sent."""

    id = models.UUIDField(primary_key=True, default=new_id)
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="+")
    field = models.TextField()
    code = models.TextField()
    text = models.TextField()
    given = models.JSONField(null=True)
    blocks = models.BooleanField()

    class Meta:
        db_table = "channels_content_issue"
        indexes = [models.Index(fields=["listing"], name="channels_issue_by_listing")]

    def __str__(self) -> str:
        return f"{self.field} of {self.listing_id}: {self.code}"


class ContentEdit(models.Model):
    """An edit of listings that was saved, and can be taken back once."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    status = models.TextField(db_default=EditStatus.SAVED.value)
    note = models.TextField(db_default="")
    saved_by = models.TextField()
    saved_at = models.DateTimeField(db_default=Now())
    undone_by = models.TextField(db_default="")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "channels_content_edit"
        constraints = [
            models.CheckConstraint(condition=Q(status__in=values(EditStatus)), name="content_edit_status_is_known"),
        ]
        indexes = [models.Index(fields=["channel", "-saved_at"], name="channels_edit_by_channel")]

    def __str__(self) -> str:
        return f"edit of {self.channel_id} by {self.saved_by}"


class ContentEditChange(models.Model):
    """What an edit did to one field of one listing; none before or after means that it was inherited."""

    id = models.UUIDField(primary_key=True, default=new_id)
    edit = models.ForeignKey(ContentEdit, on_delete=models.CASCADE, related_name="+")
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="+")
    field = models.TextField()
    shown_before = models.TextField()
    shown_after = models.TextField()
    before = models.TextField(null=True)
    after = models.TextField(null=True)
    is_undone = models.BooleanField(db_default=False)

    class Meta:
        db_table = "channels_content_edit_change"
        constraints = [
            models.UniqueConstraint(fields=["edit", "listing", "field"], name="one_change_per_edit_listing_and_field"),
            models.CheckConstraint(
                condition=Q(before__isnull=True, after__isnull=False)
                | Q(before__isnull=False, after__isnull=True)
                | ~Q(before=F("after")),
                name="edit_change_changes_something",
            ),
        ]
        indexes = [models.Index(fields=["listing"], name="channels_change_by_listing")]

    def __str__(self) -> str:
        return f"{self.field} of {self.listing_id}"
