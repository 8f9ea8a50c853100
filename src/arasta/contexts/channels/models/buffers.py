"""How late a channel hears of changes, and what is kept back from it because of that."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from arasta.contexts.channels.models.channels import Channel, Installation
from arasta.contexts.channels.types.buffers import MOST_KEPT_BACK
from arasta.kernel.ids import new_id


class SyncAge(models.Model):
    """How many changes of a day were so old when the channel had taken them; `step` is a step of the histogram."""

    id = models.BigAutoField(primary_key=True)
    installation = models.ForeignKey(Installation, on_delete=models.PROTECT, related_name="+", db_index=False)
    stream = models.TextField()
    day = models.DateField()
    step = models.SmallIntegerField()
    count = models.BigIntegerField()

    class Meta:
        db_table = "channels_sync_age"
        constraints = [
            models.UniqueConstraint(
                fields=["installation", "day", "stream", "step"], name="ages_are_counted_once_per_day_and_step"
            ),
            models.CheckConstraint(condition=Q(step__gte=0, step__lte=95), name="sync_age_step_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.count} of {self.stream} in step {self.step} on {self.day}"


class BufferTerms(models.Model):
    """Whether a channel's stock is shown with a buffer, and at what risk of overselling."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.OneToOneField(Channel, on_delete=models.PROTECT, related_name="+")
    is_on = models.BooleanField(db_default=False)
    risk_permille = models.SmallIntegerField(db_default=10)
    most = models.SmallIntegerField(db_default=20)

    class Meta:
        db_table = "channels_buffer_terms"
        constraints = [
            models.CheckConstraint(
                condition=Q(risk_permille__gte=1, risk_permille__lte=500), name="buffer_risk_is_a_real_one"
            ),
            models.CheckConstraint(condition=Q(most__gte=1, most__lte=MOST_KEPT_BACK), name="buffer_is_bounded"),
        ]

    def __str__(self) -> str:
        return f"{self.risk_permille} in 1000 on {self.channel_id}"


class Buffer(models.Model):
    """Units of a variant kept back from a channel, and what that was computed from; without units there is no row."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+")
    units = models.SmallIntegerField()
    sold = models.BigIntegerField()
    over_seconds = models.IntegerField()
    delay_ms = models.BigIntegerField()
    risk_permille = models.SmallIntegerField()
    computed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "channels_buffer"
        constraints = [
            models.UniqueConstraint(fields=["channel", "variant"], name="one_buffer_per_channel_and_variant"),
            models.CheckConstraint(condition=Q(units__gte=1), name="buffer_keeps_something_back"),
        ]

    def __str__(self) -> str:
        return f"{self.units} of {self.variant_id} kept back on {self.channel_id}"
