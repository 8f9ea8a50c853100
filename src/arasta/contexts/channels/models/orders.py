"""A channel's orders as the channel has them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from arasta.contexts.channels.models.channels import Channel
from arasta.contexts.channels.models.words import values
from arasta.contexts.channels.types.orders import PackageState
from arasta.kernel.ids import new_id


class ExternalOrder(models.Model):
    """A channel's order. `order_id` is our order once it was imported: orders stand lower, so it is a plain key."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    external_id = models.TextField()
    order_id = models.UUIDField(null=True, unique=True)
    external_status = models.TextField(db_default="")
    version = models.BigIntegerField(db_default=0)
    first_seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "channels_external_order"
        constraints = [
            models.UniqueConstraint(fields=["channel", "external_id"], name="one_external_order_per_channel_and_id"),
        ]

    def __str__(self) -> str:
        return f"{self.external_id} of {self.channel_id}"


class ExternalPackage(models.Model):
    """A package of a channel's order. A package made anew under another id points from the old one to the new one."""

    id = models.UUIDField(primary_key=True, default=new_id)
    external_order = models.ForeignKey(ExternalOrder, on_delete=models.PROTECT, related_name="+")
    external_id = models.TextField()
    state = models.TextField()
    status = models.TextField(db_default="")
    tracking_number = models.TextField(db_default="")
    carrier = models.TextField(db_default="")
    version = models.BigIntegerField(db_default=0)
    replaced_by = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "channels_external_package"
        constraints = [
            models.UniqueConstraint(
                fields=["external_order", "external_id"], name="one_package_per_external_order_and_id"
            ),
            models.CheckConstraint(condition=Q(state__in=values(PackageState)), name="package_state_is_known"),
            models.CheckConstraint(condition=~Q(replaced_by=F("id")), name="package_does_not_replace_itself"),
        ]

    def __str__(self) -> str:
        return f"package {self.external_id}"


class ExternalLine(models.Model):
    """A line of a package and the line of our order it stands for; one that left stays with nothing in it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    package = models.ForeignKey(ExternalPackage, on_delete=models.PROTECT, related_name="+")
    external_id = models.TextField()
    sku = models.TextField()
    quantity = models.BigIntegerField()
    order_line_id = models.UUIDField(null=True)

    class Meta:
        db_table = "channels_external_line"
        constraints = [
            models.UniqueConstraint(fields=["package", "external_id"], name="one_external_line_per_package_and_id"),
            models.CheckConstraint(condition=Q(quantity__gte=0), name="external_line_quantity_is_not_negative"),
        ]
        indexes = [models.Index(fields=["order_line_id"], name="channels_line_by_order_line")]

    def __str__(self) -> str:
        return f"line {self.external_id}"
