"""Shapes of the pages' forms; the services decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arasta.contexts.catalog.queries import categories
from arasta.contexts.catalog.types import OptionRow, ProductDetail, ProductStatus, VariantRow, VariantStatus
from arasta.contexts.catalog.types.inputs import (
    DESCRIPTION_MOST,
    TITLE_MOST,
    WEIGHT_MOST,
    ProductInput,
    VariantChange,
    VariantInput,
)
from arasta.contexts.catalog.web.words import (
    TAX_CLASS_NAMES,
    VARIANT_STATUS_NAMES,
    category_choices,
    language,
)
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import sentence

_FIELD_OF = {
    "invalid_text": "title",
    "invalid_code": "handle",
    "handle_taken": "handle",
    "invalid_sku": "sku",
    "sku_taken": "sku",
    "invalid_gtin": "gtin",
    "gtin_taken": "gtin",
    "invalid_weight": "weight_grams",
    "unknown_category": "category",
    "unknown_brand": "brand",
}


def refuse(form: forms.Form, refusal: DomainError) -> None:
    """Put a refusal on the field it speaks about, or on the form."""
    field = _FIELD_OF.get(refusal.code)
    form.add_error(field if field in form.fields else None, sentence(refusal))


def _categories() -> list[tuple[str, Any]]:
    return [("", _("No category")), *category_choices(categories.category_tree(language=language()))]


def _brands() -> list[tuple[str, Any]]:
    return [("", _("No brand")), *((brand.code, brand.name) for brand in categories.brands())]


def _gtin() -> forms.CharField:
    return forms.CharField(
        label=_("GTIN"),
        required=False,
        max_length=14,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


def _weight() -> forms.IntegerField:
    return forms.IntegerField(label=_("Weight in grams"), min_value=0, max_value=WEIGHT_MOST, initial=0)


class TextForm(forms.Form):
    """A product in one language; an empty title takes the language away."""

    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=TITLE_MOST,
        help_text=_("Empty it to take this language away from the product."),
    )
    description = forms.CharField(
        label=_("Description"),
        required=False,
        max_length=DESCRIPTION_MOST,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def clean(self) -> None:
        """Refuse a description that would be lost with its empty title."""
        super().clean()
        if self.cleaned_data.get("description") and not self.cleaned_data.get("title", "").strip():
            self.add_error("title", _("A description needs a title."))

    @classmethod
    def of(cls, product: ProductDetail, spoken: str) -> TextForm:
        text = next((text for text in product.texts if text.language == spoken), None)
        return cls(initial={"title": text.title, "description": text.description} if text else None)


class FactsForm(forms.Form):
    """What a product is sorted and taxed by."""

    category = forms.ChoiceField(label=_("Category"), required=False, choices=_categories)
    brand = forms.ChoiceField(label=_("Brand"), required=False, choices=_brands)
    tax_class = forms.ChoiceField(label=_("Tax class"), choices=lambda: list(TAX_CLASS_NAMES.items()))
    is_featured = forms.BooleanField(label=_("Featured in the shop"), required=False)

    def __init__(self, *args: Any, tax_class: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if tax_class and tax_class not in TAX_CLASS_NAMES:
            self.fields["tax_class"].choices = [(tax_class, tax_class), *TAX_CLASS_NAMES.items()]  # type: ignore[attr-defined]

    @classmethod
    def of(cls, product: ProductDetail) -> FactsForm:
        initial = {
            "category": product.path[-1].code if product.path else "",
            "brand": product.brand.code if product.brand else "",
            "tax_class": product.tax_class,
            "is_featured": product.is_featured,
        }
        return cls(initial=initial, tax_class=product.tax_class)


class VariantForm(forms.Form):
    """What may change about a standing variant."""

    gtin = _gtin()
    weight_grams = _weight()
    status = forms.ChoiceField(label=_("State"), choices=lambda: list(VARIANT_STATUS_NAMES.items()))

    @classmethod
    def of(cls, row: VariantRow) -> VariantForm:
        return cls(initial={"gtin": row.gtin or "", "weight_grams": row.weight_grams, "status": str(row.status)})

    def change(self, row: VariantRow) -> VariantChange:
        """Return what was asked for."""
        return VariantChange(
            variant_id=row.id,
            gtin=self.cleaned_data["gtin"] or None,
            weight_grams=self.cleaned_data["weight_grams"],
            status=VariantStatus(self.cleaned_data["status"]),
        )


class NewVariantForm(forms.Form):
    """A variant to add: one value for each option of its product."""

    sku = forms.CharField(label=_("SKU"), max_length=64, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    gtin = _gtin()
    weight_grams = _weight()

    def __init__(self, *args: Any, axes: list[OptionRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.axes = [axis.code for axis in axes]
        for axis in axes:
            choices = [(value.code, value.name) for value in axis.values]
            self.fields[f"option-{axis.code}"] = forms.ChoiceField(label=axis.name, choices=choices)

    def variant(self) -> VariantInput:
        """Return what was asked for."""
        return VariantInput(
            sku=self.cleaned_data["sku"],
            gtin=self.cleaned_data["gtin"] or None,
            weight_grams=self.cleaned_data["weight_grams"],
            options={axis: self.cleaned_data[f"option-{axis}"] for axis in self.axes},
        )


class NewProductForm(forms.Form):
    """A draft with one variant; texts in other languages, pictures and prices follow on its page."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_MOST)
    handle = forms.CharField(
        label=_("Handle"),
        max_length=120,
        help_text=_("Its word in addresses: small letters, digits and hyphens. It stays."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    sku = forms.CharField(label=_("SKU"), max_length=64, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    gtin = _gtin()
    category = forms.ChoiceField(label=_("Category"), required=False, choices=_categories)
    brand = forms.ChoiceField(label=_("Brand"), required=False, choices=_brands)
    tax_class = forms.ChoiceField(label=_("Tax class"), choices=lambda: list(TAX_CLASS_NAMES.items()))

    def product(self) -> ProductInput:
        """Return what was asked for, in the reader's language."""
        given = self.cleaned_data
        return ProductInput(
            handle=given["handle"],
            titles={language(): given["title"]},
            category=given["category"] or None,
            brand=given["brand"] or None,
            tax_class=given["tax_class"],
            status=ProductStatus.DRAFT,
            variants=(VariantInput(sku=given["sku"], gtin=given["gtin"] or None),),
        )
