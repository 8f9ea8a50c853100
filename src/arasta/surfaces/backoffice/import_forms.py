"""The form of an import: the file, and how it is to be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arasta.contexts.imports.types import ImportKind
from arasta.flows.stocking.import_files import ENCODINGS
from arasta.surfaces.backoffice.forms import LONGEST_REASON

_GOODS_ONLY = ("language", "decimal", "price_list", "creates_terms")


class ImportForm(forms.Form):
    """A file of goods or of stock."""

    file = forms.FileField(
        label=_("CSV file"),
        max_length=200,
        help_text=_("Up to 200 MB. The delimiter may be a comma, a semicolon or a tab."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )
    location = forms.ChoiceField(label=_("Location of the counts"), required=False)
    price_list = forms.ChoiceField(label=_("Price list"), required=False)
    language = forms.ChoiceField(
        label=_("Language of the texts"), choices=[("en", "English"), ("tr", "Türkçe"), ("ru", "Русский")]
    )
    decimal = forms.ChoiceField(
        label=_("Prices are written"),
        choices=[("point", _("with a point: 1249.90")), ("comma", _("with a comma: 1249,90"))],
    )
    encoding = forms.ChoiceField(
        label=_("Encoding"), required=False, choices=[("", _("Find out")), *((name, name) for name in ENCODINGS)]
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=_("Stands in the ledger of stock; without one, the file's name."),
    )
    creates_terms = forms.BooleanField(
        label=_("Make categories, brands, options and values that do not exist"), required=False, initial=True
    )
    may_repeat = forms.BooleanField(
        label=_("Count differences again that came from this very file before"), required=False
    )
    is_trial = forms.TypedChoiceField(
        label=_("What to do"),
        choices=[("yes", _("Try first, keep nothing")), ("no", _("Import right away"))],
        coerce=lambda value: value == "yes",
        initial="yes",
    )

    def __init__(
        self,
        *args: Any,
        kind: ImportKind,
        locations: Sequence[tuple[str, str]],
        price_lists: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        by_line = ("", _("as the lines say"))
        self.fields["location"].choices = [by_line, *locations] if len(locations) != 1 else locations  # type: ignore[attr-defined]
        self.fields["price_list"].choices = [by_line, *price_lists] if len(price_lists) != 1 else price_lists  # type: ignore[attr-defined]
        for name in _GOODS_ONLY if kind is ImportKind.STOCK else ("may_repeat",):
            del self.fields[name]
