"""Places' terms and hours, arrivals, fittings, shortfalls, keeps."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from arasta.contexts.pickup import types
from arasta.kernel.ids import new_id


def _one_of(field: str, values: type[StrEnum]) -> Q:
    return Q(**{f"{field}__in": [value.value for value in values]})


class Place(models.Model):
    """How a location serves people who come for goods. Its row is locked while a fitting is booked there."""

    location = models.OneToOneField("inventory.Location", primary_key=True, on_delete=models.PROTECT, related_name="+")
    prep_minutes = models.SmallIntegerField(db_default=60)
    keep_days = models.SmallIntegerField(db_default=7)
    unpaid_days = models.SmallIntegerField(db_default=1)
    curbside_bays = models.SmallIntegerField(db_default=0)
    fitting_rooms = models.SmallIntegerField(db_default=0)
    fitting_minutes = models.SmallIntegerField(db_default=30)
    orders_ahead = models.SmallIntegerField(db_default=0)
    bring_days = models.SmallIntegerField(db_default=0)

    class Meta:
        db_table = "pickup_place"
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    prep_minutes__gte=0,
                    keep_days__gte=0,
                    unpaid_days__gte=0,
                    curbside_bays__gte=0,
                    fitting_rooms__gte=0,
                    fitting_minutes__gt=0,
                ),
                name="pickup_terms_are_not_negative",
            ),
            models.CheckConstraint(condition=Q(orders_ahead__gte=0), name="orders_ahead_are_not_negative"),
            models.CheckConstraint(condition=Q(bring_days__gte=0), name="goods_are_not_brought_yesterday"),
        ]

    def __str__(self) -> str:
        return f"pickup at {self.location_id}"


class Opening(models.Model):
    """Hours in which a location is open on a weekday, in minutes of its day; 0 is Monday."""

    location = models.ForeignKey("inventory.Location", on_delete=models.PROTECT, related_name="+", db_index=False)
    weekday = models.SmallIntegerField()
    opens = models.SmallIntegerField()
    closes = models.SmallIntegerField()

    class Meta:
        db_table = "pickup_opening"
        constraints = [
            models.UniqueConstraint(fields=["location", "weekday", "opens"], name="one_opening_begins_at_a_time"),
            models.CheckConstraint(condition=Q(weekday__gte=0, weekday__lte=6), name="a_week_has_seven_days"),
            models.CheckConstraint(
                condition=Q(opens__gte=0, closes__gt=F("opens"), closes__lte=types.DAY_MINUTES),
                name="hours_lie_within_the_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens}-{self.closes}"


class SpecialDay(models.Model):
    """A day on which a location is open otherwise; without hours it is closed."""

    location = models.ForeignKey("inventory.Location", on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    opens = models.SmallIntegerField(null=True)
    closes = models.SmallIntegerField(null=True)

    class Meta:
        db_table = "pickup_special_day"
        constraints = [
            models.UniqueConstraint(
                fields=["location", "day", "opens"],
                nulls_distinct=False,
                name="one_special_opening_begins_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__gte=0, closes__gt=F("opens"), closes__lte=types.DAY_MINUTES),
                name="special_hours_lie_within_the_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.opens}-{self.closes}"


class Arrival(models.Model):
    """Somebody who came for a fulfillment order and waits."""

    fulfillment_order = models.OneToOneField(
        "fulfillment.FulfillmentOrder", primary_key=True, on_delete=models.PROTECT, related_name="+"
    )
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+", db_index=False)
    location = models.ForeignKey("inventory.Location", on_delete=models.PROTECT, related_name="+", db_index=False)
    way = models.TextField()
    bay = models.TextField(blank=True)
    car = models.TextField(blank=True)
    arrived_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    seen_by = models.TextField(blank=True)

    class Meta:
        db_table = "pickup_arrival"
        constraints = [
            models.CheckConstraint(condition=_one_of("way", types.Way), name="arrival_way_is_known"),
        ]
        indexes = [
            models.Index(
                fields=["location", "arrived_at"], condition=Q(seen_at__isnull=True), name="pickup_arrival_new"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.way} for {self.fulfillment_order_id}"


class Fitting(models.Model):
    """A slot in which somebody tries on units that are held for it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    location = models.ForeignKey("inventory.Location", on_delete=models.PROTECT, related_name="+", db_index=False)
    channel = models.ForeignKey("channels.Channel", on_delete=models.PROTECT, related_name="+", db_index=False)
    customer = models.ForeignKey("customers.Customer", null=True, on_delete=models.PROTECT, related_name="+")
    status = models.TextField(db_default=types.FittingStatus.BOOKED.value)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    name = models.TextField()
    email = models.TextField()
    phone = models.TextField(blank=True)
    language = models.TextField(default="en")
    booked_at = models.DateTimeField()

    class Meta:
        db_table = "pickup_fitting"
        constraints = [
            models.CheckConstraint(condition=_one_of("status", types.FittingStatus), name="fitting_status_is_known"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="fittings_take_time"),
        ]
        indexes = [models.Index(fields=["location", "starts_at"], name="pickup_fitting_by_slot")]

    def __str__(self) -> str:
        return f"{self.name} {self.starts_at}"


class FittingLine(models.Model):
    """Units to be tried on."""

    fitting = models.ForeignKey(Fitting, on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    quantity = models.IntegerField()
    sku = models.TextField()
    name = models.TextField()

    class Meta:
        db_table = "pickup_fitting_line"
        constraints = [
            models.UniqueConstraint(fields=["fitting", "variant"], name="one_fitting_line_per_variant"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="something_is_tried_on"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.sku}"


class Plan(models.Model):
    """When somebody means to come for an order. The order bears the id of the cart that the time was chosen for.

    `is_ordered`: the cart became an order; before, its time is kept for a while only.
    """

    order_id = models.UUIDField(primary_key=True)
    location = models.ForeignKey("inventory.Location", on_delete=models.PROTECT, related_name="+", db_index=False)
    starts_at = models.DateTimeField()
    chosen_at = models.DateTimeField()
    is_ordered = models.BooleanField(db_default=False)

    class Meta:
        db_table = "pickup_plan"
        indexes = [models.Index(fields=["location", "starts_at"], name="pickup_plan_by_time")]

    def __str__(self) -> str:
        return f"{self.order_id} at {self.starts_at}"


class Shortfall(models.Model):
    """Units of a pickup that were not found; `answer` is the customer's, and is given once."""

    id = models.UUIDField(primary_key=True, default=new_id)
    fulfillment_order = models.ForeignKey(
        "fulfillment.FulfillmentOrder", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="+")
    order_line = models.ForeignKey("orders.OrderLine", on_delete=models.PROTECT, related_name="+", db_index=False)
    variant = models.ForeignKey("catalog.Variant", on_delete=models.PROTECT, related_name="+", db_index=False)
    location = models.ForeignKey("inventory.Location", on_delete=models.PROTECT, related_name="+", db_index=False)
    quantity = models.IntegerField()
    answer = models.TextField(db_default=types.ShortfallAnswer.ASKED.value)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "pickup_shortfall"
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="something_is_missing"),
            models.CheckConstraint(
                condition=_one_of("answer", types.ShortfallAnswer), name="shortfall_answer_is_known"
            ),
            models.CheckConstraint(
                condition=Q(answer=types.ShortfallAnswer.ASKED.value, answered_at__isnull=True)
                | (~Q(answer=types.ShortfallAnswer.ASKED.value) & Q(answered_at__isnull=False)),
                name="an_answer_has_its_time",
            ),
            models.UniqueConstraint(
                fields=["fulfillment_order", "order_line"],
                condition=Q(answer=types.ShortfallAnswer.ASKED.value),
                name="one_question_per_line_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} missing of {self.order_line_id}"


class Keep(models.Model):
    """How long an order waits at a place, and for what. One that ended is done with."""

    order = models.OneToOneField("orders.Order", primary_key=True, on_delete=models.PROTECT, related_name="+")
    location = models.ForeignKey("inventory.Location", on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.TextField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "pickup_keep"
        constraints = [
            models.CheckConstraint(condition=_one_of("reason", types.KeepReason), name="keep_reason_is_known"),
        ]
        indexes = [
            models.Index(fields=["until"], condition=Q(ended_at__isnull=True), name="pickup_keep_running"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} until {self.until}"
