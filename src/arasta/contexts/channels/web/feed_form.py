"""The form that opens a feed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.services.feeds import LEAST_MINUTES, MOST_MINUTES
from arasta.contexts.channels.types.feeds import FeedFormat, FeedInput, FeedKind, FeedTarget
from arasta.contexts.channels.web import feed_words as words


class FeedForm(forms.Form):
    """Who reads it, what of, and how it is written."""

    channel = forms.ChoiceField(
        label=_("Channel"), help_text=_("Where the feed belongs: what is listed there keeps its code in the feed.")
    )
    shop = forms.ChoiceField(label=_("Shop"), help_text=_("Whose pages, prices and stock the feed tells."))
    name = forms.SlugField(
        label=_("Name"), max_length=40, help_text=_("Part of the address: small letters, digits and hyphens.")
    )
    target = forms.ChoiceField(label=_("Written for"), choices=[(one.value, words.TARGETS[one]) for one in FeedTarget])
    kind = forms.ChoiceField(label=_("What it tells"), choices=[(one.value, words.KINDS[one]) for one in FeedKind])
    format = forms.ChoiceField(label=_("Form"), choices=[(one.value, words.FORMATS[one]) for one in FeedFormat])
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    least_minutes = forms.IntegerField(
        label=_("Minutes between two writings"), min_value=LEAST_MINUTES, max_value=MOST_MINUTES, initial=15
    )
    only_listed = forms.BooleanField(
        label=_("Only what is listed on the channel"), required=False, help_text=_("Else everything the shop sells.")
    )
    is_public = forms.BooleanField(
        label=_("Anybody may fetch it"), required=False, help_text=_("Else only who knows the key in the address.")
    )

    def __init__(self, *given: Any, channels: list[tuple[str, str]], shops: list[tuple[str, str]]) -> None:
        super().__init__(*given)
        for name, choices in (("channel", channels), ("shop", shops)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows for the type checker
            field.choices = choices

    def wanted(self) -> FeedInput:
        """Return what was asked for."""
        given = self.cleaned_data
        return FeedInput(
            channel_id=reads.channel(given["channel"]).id,
            shop_id=reads.channel(given["shop"]).id,
            name=given["name"],
            target=FeedTarget(given["target"]),
            kind=FeedKind(given["kind"]),
            format=FeedFormat(given["format"]),
            language=given["language"],
            only_listed=given["only_listed"],
            is_public=given["is_public"],
            least_minutes=given["least_minutes"],
        )
