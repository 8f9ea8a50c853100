"""How we keep in step: streams, batches and what is in them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from arasta.contexts.channels.models.channels import Installation
from arasta.contexts.channels.models.listings import Listing
from arasta.contexts.channels.models.words import values
from arasta.contexts.channels.types.sync import Op, Stream, TicketStatus
from arasta.kernel.ids import new_id


class SyncState(models.Model):
    """How one stream of an installation stands; the watermark and, amid a window, the cursor are the connector's words."""

    id = models.UUIDField(primary_key=True, default=new_id)
    installation = models.ForeignKey(Installation, on_delete=models.PROTECT, related_name="+")
    stream = models.TextField()
    watermark = models.TextField(db_default="")
    cursor = models.TextField(db_default="")
    last_success_at = models.DateTimeField(null=True)
    last_attempt_at = models.DateTimeField(null=True)
    trouble = models.TextField(db_default="")
    last_error = models.TextField(db_default="")
    lag_seconds = models.PositiveIntegerField(db_default=0)

    class Meta:
        db_table = "channels_sync_state"
        constraints = [
            models.UniqueConstraint(
                fields=["installation", "stream"], name="one_sync_state_per_installation_and_stream"
            ),
            models.CheckConstraint(condition=Q(stream__in=values(Stream)), name="sync_stream_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} of {self.installation_id}"


class Ticket(models.Model):
    """A batch the channel took in and will answer later."""

    id = models.UUIDField(primary_key=True, default=new_id)
    installation = models.ForeignKey(Installation, on_delete=models.PROTECT, related_name="+")
    op = models.TextField()
    external_id = models.TextField()
    status = models.TextField(db_default=TicketStatus.OPEN.value)
    polls = models.PositiveIntegerField(db_default=0)
    created_at = models.DateTimeField(db_default=Now())
    next_poll_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "channels_ticket"
        constraints = [
            models.UniqueConstraint(
                fields=["installation", "external_id"], name="one_ticket_per_installation_and_batch"
            ),
            models.CheckConstraint(condition=Q(op__in=values(Op)), name="ticket_op_is_known"),
            models.CheckConstraint(condition=Q(status__in=values(TicketStatus)), name="ticket_status_is_known"),
        ]
        indexes = [
            models.Index(
                fields=["next_poll_at"],
                name="channels_ticket_due",
                condition=Q(status=TicketStatus.OPEN.value),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.op} {self.external_id}"


class TicketItem(models.Model):
    """One listing in a batch, with the values that were sent; `changed_at` is when the oldest of them became true."""

    id = models.UUIDField(primary_key=True, default=new_id)
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="+")
    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="+")
    external_id = models.TextField()
    quantity = models.BigIntegerField(null=True)
    price_minor = models.BigIntegerField(null=True)
    list_price_minor = models.BigIntegerField(null=True)
    version = models.BigIntegerField(db_default=0)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "channels_ticket_item"
        constraints = [
            models.UniqueConstraint(fields=["ticket", "listing"], name="listing_is_once_in_a_ticket"),
        ]

    def __str__(self) -> str:
        return f"{self.external_id} in {self.ticket_id}"
