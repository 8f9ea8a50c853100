"""Why the catalog refuses."""

from __future__ import annotations

from arasta.kernel.errors import Conflict, Invalid, Missing, gettext_noop


class UnknownSku(Missing):
    code = "unknown_sku"
    template = gettext_noop("There is no variant with the SKU “%(sku)s”.")


class UnknownVariant(Missing):
    code = "unknown_variant"
    template = gettext_noop("There is no such variant.")


class UnknownProduct(Missing):
    code = "unknown_product"
    template = gettext_noop("There is no such product.")


class UnknownCategory(Invalid):
    code = "unknown_category"
    template = gettext_noop("There is no category “%(category)s”.")


class UnknownBrand(Invalid):
    code = "unknown_brand"
    template = gettext_noop("There is no brand “%(brand)s”.")


class UnknownOption(Invalid):
    code = "unknown_option"
    template = gettext_noop("There is no option “%(option)s”.")


class UnknownOptionValue(Invalid):
    code = "unknown_option_value"
    template = gettext_noop("The option “%(option)s” has no value “%(value)s”.")


class CategoryLoop(Invalid):
    code = "category_loop"
    template = gettext_noop("The category “%(category)s” would lie below itself.")


class GivenTwice(Invalid):
    code = "given_twice"
    template = gettext_noop("“%(value)s” is given twice.")


class InvalidCode(Invalid):
    """Codes and handles stand in addresses."""

    code = "invalid_code"
    template = gettext_noop("“%(value)s” is no code: use small letters, digits and single hyphens.")


class InvalidSku(Invalid):
    code = "invalid_sku"
    template = gettext_noop("“%(sku)s” is no SKU: use 1 to 64 visible characters without spaces.")


class InvalidGtin(Invalid):
    code = "invalid_gtin"
    template = gettext_noop("“%(gtin)s” is no GTIN: it has 8, 12, 13 or 14 digits, and the last one is a check digit.")


class InvalidText(Invalid):
    code = "invalid_text"
    template = gettext_noop("“%(field)s” needs a text in at least one language, of at most %(most)s characters.")


class InvalidLanguage(Invalid):
    code = "invalid_language"
    template = gettext_noop("“%(language)s” is no language code such as en, tr or pt-br.")


class InvalidSwatch(Invalid):
    code = "invalid_swatch"
    template = gettext_noop("“%(swatch)s” is no color: write it as #rrggbb.")


class InvalidWeight(Invalid):
    code = "invalid_weight"
    template = gettext_noop("The weight of “%(sku)s” must be a whole number of grams, not below zero.")


class InvalidPath(Invalid):
    code = "invalid_path"
    template = gettext_noop("“%(path)s” is no path of a picture.")


class PictureWrong(Invalid):
    """The file is no picture, or too large a one."""

    code = "picture_wrong"
    template = gettext_noop("One of the files is no PNG, JPEG or WebP picture of at most 12 MB and 50 megapixels.")


class TooManyPictures(Invalid):
    code = "too_many_pictures"
    template = gettext_noop("A product has at most %(most)s pictures.")


class OptionsDiffer(Invalid):
    code = "options_differ"
    template = gettext_noop("“%(sku)s” needs one value for each option of its product, and no other.")


class HandleTaken(Conflict):
    code = "handle_taken"
    template = gettext_noop("There is a product with the handle “%(handle)s” already.")


class SkuTaken(Conflict):
    code = "sku_taken"
    template = gettext_noop("The SKU “%(sku)s” belongs to “%(handle)s”.")


class GtinTaken(Conflict):
    code = "gtin_taken"
    template = gettext_noop("The GTIN “%(gtin)s” belongs to “%(sku)s”.")


class VariantsAlike(Conflict):
    code = "variants_alike"
    template = gettext_noop("“%(sku)s” has the same options as “%(other)s”.")
