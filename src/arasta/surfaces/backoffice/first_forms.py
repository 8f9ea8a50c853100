"""Shapes of the forms of the first steps and of registers."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arasta.contexts.channels.types import Channel
from arasta.contexts.inventory.queries.locations import LocationRow
from arasta.contexts.inventory.types import LocationKind
from arasta.contexts.registers.types import RegisterRow, RegisterToSave
from arasta.flows.founding.found_company import CompanyToFound, FirstPlace
from arasta.kernel.money import Money, exponent
from arasta.kernel.web.spoken import spoken

_KINDS = [
    (LocationKind.STORE.value, _("Store: people come in, a till stands there")),
    (LocationKind.WAREHOUSE.value, _("Warehouse: goods are sent from it")),
]
_COUNTRY = RegexValidator(r"^[A-Za-z]{2}$", _("Write the two letters of a country, such as TR."))
_CURRENCY = RegexValidator(r"^[A-Za-z]{3}$", _("Write the three letters of a currency, such as TRY."))
_CODE = RegexValidator(r"^[A-Z0-9][A-Z0-9-]*$", _("Use capital letters, digits and hyphens, such as KADIKOY-1."))
_DEAREST = Decimal(1_000_000)


class CompanyForm(forms.Form):
    """A company, and where its first goods lie."""

    name = forms.CharField(label=_("Name of the company"), max_length=120, help_text=_("Your web shop bears it too."))
    email = forms.EmailField(label=_("Email for customers"), help_text=_("Answers to your letters arrive there."))
    country = forms.CharField(
        label=_("Country"), max_length=2, validators=[_COUNTRY], help_text=_("Two letters, as TR or DE.")
    )
    currency = forms.CharField(
        label=_("Currency"),
        max_length=3,
        validators=[_CURRENCY],
        help_text=_("Three letters, as TRY or EUR. It never changes."),
    )
    language = forms.ChoiceField(label=_("Language of the shop"), choices=settings.LANGUAGES)
    delivery = forms.DecimalField(
        label=_("What a parcel costs your customers"),
        min_value=Decimal(0),
        max_value=_DEAREST,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=_("Zero if you pay for it. More ways to deliver come later."),
    )
    place = forms.CharField(
        label=pgettext_lazy("location", "Name"), max_length=120, help_text=_("As your customers know it.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=_KINDS)
    address_line = forms.CharField(label=_("Street and number"), max_length=200, required=False)
    postal_code = forms.CharField(label=_("Postal code"), max_length=20, required=False)
    city = forms.CharField(label=_("City"), max_length=80)
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )

    @property
    def company(self) -> list[forms.BoundField]:
        """Return the fields about the company."""
        return [self[name] for name in ("name", "email", "country", "currency", "language", "delivery")]

    @property
    def where(self) -> list[forms.BoundField]:
        """Return the fields about its first place."""
        return [self[name] for name in ("place", "kind", "address_line", "postal_code", "city", "phone")]

    def clean_delivery(self) -> Decimal:
        """Refuse what the currency has no coin for."""
        amount: Decimal = self.cleaned_data["delivery"]
        if amount != round(amount, exponent(self.cleaned_data.get("currency", "").upper())):
            raise forms.ValidationError(_("The currency has no coin so small."))
        return amount

    def wanted(self) -> CompanyToFound:
        """Return the company to found."""
        given = self.cleaned_data
        currency = given["currency"].upper()
        place = FirstPlace(
            name=given["place"],
            kind=LocationKind(given["kind"]),
            city=given["city"],
            address_line=given["address_line"],
            postal_code=given["postal_code"],
            phone=given["phone"],
        )
        return CompanyToFound(
            name=given["name"],
            country=given["country"].upper(),
            currency=currency,
            language=given["language"],
            email=given["email"],
            delivery=Money(int(given["delivery"].scaleb(exponent(currency))), currency),
            place=place,
        )


class RegisterForm(forms.Form):
    """A till: its code and place stay, its name and whether it is in use may change."""

    name = forms.CharField(label=pgettext_lazy("register", "Name"), max_length=80)
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        validators=[_CODE],
        help_text=_("Stands on every receipt, before its number. It never changes."),
    )
    location = forms.ChoiceField(label=_("Location"))
    channel = forms.ChoiceField(label=_("Sells on"), help_text=_("Each store has a channel of its own for its tills."))
    is_active = forms.BooleanField(
        label=_("In use"), required=False, initial=True, help_text=_("A retired register keeps its receipts.")
    )

    def __init__(
        self,
        data: object = None,
        *,
        places: list[LocationRow],
        channels: list[Channel],
        register: RegisterRow | None = None,
    ) -> None:
        super().__init__(data, initial={"name": register.name, "is_active": register.is_active} if register else None)  # type: ignore[arg-type]
        self._register = register
        if register:
            for name in ("code", "location", "channel"):
                del self.fields[name]
        else:
            del self.fields["is_active"]
            self.fields["location"].choices = [(str(one.id), one.name) for one in places]  # type: ignore[attr-defined]
            self.fields["channel"].choices = [(str(one.id), spoken(one)) for one in channels]  # type: ignore[attr-defined]

    def to_save(self, places: list[LocationRow], channels: list[Channel]) -> RegisterToSave:
        """Return the register as it shall be."""
        given, former = self.cleaned_data, self._register
        if former:
            return RegisterToSave(former.code, given["name"], former.location_id, former.channel_id, given["is_active"])
        place = next(one.id for one in places if str(one.id) == given["location"])
        channel = next(one.id for one in channels if str(one.id) == given["channel"])
        return RegisterToSave(given["code"], given["name"], place, channel)
