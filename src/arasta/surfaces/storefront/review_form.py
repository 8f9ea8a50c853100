"""The shape of a review as a shopper writes it; the service decides."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from arasta.contexts.reviews.types import LONGEST_AUTHOR, LONGEST_TEXT, LONGEST_TITLE, STARS
from arasta.surfaces.storefront.forms import RULES


class ReviewForm(forms.Form):
    """Stars, words, and the name under them."""

    use_required_attribute = False

    stars = forms.TypedChoiceField(
        label=_("Your stars"),
        coerce=int,
        choices=[(stars, str(stars)) for stars in reversed(STARS)],
        widget=forms.RadioSelect,
        error_messages={"required": RULES["unknown"], "invalid_choice": RULES["unknown"]},
    )
    title = forms.CharField(label=_("In a few words"), max_length=LONGEST_TITLE, required=False)
    text = forms.CharField(
        label=_("What is it like?"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": "6"}),
    )
    author = forms.CharField(
        label=_("Name under it"),
        max_length=LONGEST_AUTHOR,
        error_messages={"required": RULES["required"]},
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
