"""Reviews, their photos, and the count of stars per product."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from arasta.contexts.reviews.types import LONGEST_AUTHOR, LONGEST_TEXT, LONGEST_TITLE, ReviewStatus
from arasta.kernel.ids import new_id


class Review(models.Model):
    """What one buyer says of one product. The product's name is as it was when the review was written."""

    id = models.UUIDField(primary_key=True, default=new_id)
    product = models.ForeignKey("catalog.Product", on_delete=models.PROTECT, related_name="+", db_index=False)
    product_name = models.TextField()
    variant_name = models.TextField(db_default="")
    customer = models.ForeignKey(
        "customers.Customer", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    order = models.ForeignKey("orders.Order", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    author = models.CharField(max_length=LONGEST_AUTHOR)
    stars = models.SmallIntegerField()
    title = models.CharField(max_length=LONGEST_TITLE, db_default="")
    text = models.CharField(max_length=LONGEST_TEXT, db_default="")
    language = models.CharField(max_length=2)
    status = models.TextField(db_default=ReviewStatus.PENDING.value)
    reason = models.TextField(db_default="")
    reply = models.CharField(max_length=LONGEST_TEXT, db_default="")
    written_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(db_default="")

    class Meta:
        db_table = "reviews_review"
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "product"],
                condition=Q(customer__isnull=False),
                name="customer_reviews_a_product_once",
            ),
            models.UniqueConstraint(
                fields=["order", "product"],
                condition=Q(order__isnull=False),
                name="order_proves_one_review_of_a_product",
            ),
            models.CheckConstraint(
                condition=Q(customer__isnull=False) | Q(order__isnull=False), name="review_has_a_writer"
            ),
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="review_has_one_to_five_stars"),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in ReviewStatus]), name="review_status_is_known"
            ),
            models.CheckConstraint(condition=~Q(author=""), name="review_is_signed"),
            models.CheckConstraint(
                condition=~Q(status=ReviewStatus.REJECTED.value) | ~Q(reason=""), name="rejection_says_why"
            ),
        ]
        indexes = [
            models.Index(fields=["product", "-id"], condition=Q(status="published"), name="reviews_shown_of_product"),
            models.Index(fields=["status", "-id"], name="reviews_review_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.product_name}: {self.stars} by {self.author}"


class ReviewPhoto(models.Model):
    """A picture of a review, below the media folder."""

    id = models.UUIDField(primary_key=True, default=new_id)
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="+", db_index=False)
    position = models.SmallIntegerField()
    path = models.TextField()
    width = models.IntegerField()
    height = models.IntegerField()

    class Meta:
        db_table = "reviews_photo"
        constraints = [
            models.UniqueConstraint(fields=["review", "position"], name="photos_of_a_review_have_places"),
            models.CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="photo_has_a_size"),
        ]

    def __str__(self) -> str:
        return self.path


class Summary(models.Model):
    """How many published reviews of a product gave one star, two, three, four, five."""

    product = models.OneToOneField("catalog.Product", on_delete=models.PROTECT, related_name="+", primary_key=True)
    ones = models.IntegerField(db_default=0)
    twos = models.IntegerField(db_default=0)
    threes = models.IntegerField(db_default=0)
    fours = models.IntegerField(db_default=0)
    fives = models.IntegerField(db_default=0)

    class Meta:
        db_table = "reviews_summary"
        constraints = [
            models.CheckConstraint(
                condition=Q(ones__gte=0, twos__gte=0, threes__gte=0, fours__gte=0, fives__gte=0),
                name="stars_are_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return str(self.product_id)
