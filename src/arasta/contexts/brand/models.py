"""Brand kits, what they say, their pictures, and the web shops that wear them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from arasta.contexts.brand.types import LANGUAGES, Font, Place, Tone
from arasta.kernel.ids import new_id

_COLOR = r"^#[0-9a-f]{6}$"
_HOST = r"^[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?$"


class Kit(models.Model):
    """What the retailer chose."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.SlugField(max_length=60, unique=True)
    name = models.TextField()
    brand = models.CharField(max_length=7)
    accent = models.CharField(max_length=7)
    surface = models.CharField(max_length=7)
    ink = models.CharField(max_length=7)
    font_text = models.TextField()
    font_head = models.TextField()
    radius = models.SmallIntegerField()
    tone = models.TextField()
    language = models.CharField(max_length=2)

    class Meta:
        db_table = "brand_kit"
        constraints = [
            models.CheckConstraint(
                condition=Q(brand__regex=_COLOR, accent__regex=_COLOR, surface__regex=_COLOR, ink__regex=_COLOR),
                name="kit_colors_are_colors",
            ),
            models.CheckConstraint(
                condition=Q(font_text__in=[str(font) for font in Font], font_head__in=[str(font) for font in Font]),
                name="kit_fonts_come_along",
            ),
            models.CheckConstraint(condition=Q(tone__in=[str(tone) for tone in Tone]), name="kit_tone_is_known"),
            models.CheckConstraint(condition=Q(radius__gte=0, radius__lte=24), name="kit_corners_are_moderate"),
            models.CheckConstraint(condition=Q(language__in=LANGUAGES), name="kit_language_is_known"),
        ]

    def __str__(self) -> str:
        return self.code


class KitLines(models.Model):
    """What a kit says in one language."""

    id = models.UUIDField(primary_key=True, default=new_id)
    kit = models.ForeignKey(Kit, on_delete=models.PROTECT, related_name="+", db_index=False)
    language = models.CharField(max_length=2)
    tagline = models.TextField()
    eyebrow = models.TextField()
    headline = models.TextField()
    lead = models.TextField()
    announcement = models.TextField()
    legal = models.TextField()

    class Meta:
        db_table = "brand_kit_lines"
        constraints = [
            models.UniqueConstraint(fields=["kit", "language"], name="kit_speaks_once_per_language"),
            models.CheckConstraint(condition=Q(language__in=LANGUAGES), name="kit_lines_language_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kit_id} {self.language}"


class KitPicture(models.Model):
    """A picture of a kit, one per place."""

    id = models.UUIDField(primary_key=True, default=new_id)
    kit = models.ForeignKey(Kit, on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.TextField()
    path = models.TextField()
    width = models.IntegerField()
    height = models.IntegerField()

    class Meta:
        db_table = "brand_picture"
        constraints = [
            models.UniqueConstraint(fields=["kit", "place"], name="kit_has_one_picture_per_place"),
            models.CheckConstraint(condition=Q(place__in=[str(place) for place in Place]), name="kit_place_is_known"),
            models.CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="kit_picture_has_a_size"),
        ]

    def __str__(self) -> str:
        return self.path


class WebShop(models.Model):
    """A channel that answers at hosts and wears a kit."""

    id = models.UUIDField(primary_key=True, default=new_id)
    channel = models.OneToOneField("channels.Channel", on_delete=models.PROTECT, related_name="+")
    kit = models.ForeignKey(Kit, on_delete=models.PROTECT, related_name="+")
    is_general = models.BooleanField(db_default=False)
    currencies = ArrayField(models.CharField(max_length=3))
    email = models.TextField()

    class Meta:
        db_table = "brand_web_shop"
        constraints = [
            models.UniqueConstraint(
                fields=["is_general"], condition=Q(is_general=True), name="one_web_shop_answers_everywhere_else"
            ),
        ]

    def __str__(self) -> str:
        return str(self.channel_id)


class Host(models.Model):
    """A name at which a web shop answers; the first is the one links are written with."""

    host = models.TextField(primary_key=True)
    shop = models.ForeignKey(WebShop, on_delete=models.PROTECT, related_name="+")
    position = models.SmallIntegerField()

    class Meta:
        db_table = "brand_host"
        constraints = [models.CheckConstraint(condition=Q(host__regex=_HOST), name="host_is_a_name")]

    def __str__(self) -> str:
        return self.host
