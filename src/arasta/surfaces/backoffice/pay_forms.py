"""The form of an account at a payment provider; what it asks for is what the provider gives out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from arasta.contexts.channels.types import Channel
from arasta.contexts.payments.ports import CredentialField, ProviderKind
from arasta.contexts.payments.types import AccountRow, AccountToSave, CaptureWhen
from arasta.kernel.web.spoken import spoken

CAPTURES = [
    (CaptureWhen.AT_DISPATCH.value, _("When the goods leave (promised at the order)")),
    (CaptureWhen.WITH_ORDER.value, _("As soon as the order stands")),
]
_LONGEST = 2000
_QUIET = {"autocomplete": "off", "spellcheck": "false"}


class PayAccountForm(forms.Form):
    """An account: whose shop it serves, its keys, when it takes the money. Stored secrets are never shown."""

    channel = forms.ChoiceField(label=_("Web shop"))
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("For your own lists; shoppers do not see it."))
    captures = forms.ChoiceField(label=_("When the money is taken"), choices=CAPTURES)

    def __init__(
        self, data: object = None, *, kind: ProviderKind, shops: Sequence[Channel], former: AccountRow | None = None
    ) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self._kind, self._former = kind, former
        cast(forms.ChoiceField, self.fields["channel"]).choices = [(str(shop.id), spoken(shop)) for shop in shops]
        self.fields["name"].initial = former.name if former else kind.name
        if former:
            self.fields["channel"].initial = str(former.channel_id)
            self.fields["captures"].initial = former.captures.value
        for one in kind.fields:
            self.fields[f"value-{one.name}"] = _asked(one, former)

    @property
    def credentials(self) -> list[forms.BoundField]:
        """The provider's own fields."""
        return [self[f"value-{one.name}"] for one in self._kind.fields]

    def account(self) -> AccountToSave:
        """Return what the form says."""
        return AccountToSave(
            provider=self._kind.code,
            channel_id=UUID(self.cleaned_data["channel"]),
            name=self.cleaned_data["name"],
            settings=self._values(secret=False),
            secrets=self._values(secret=True),
            captures=CaptureWhen(self.cleaned_data["captures"]),
            is_active=self._former.is_active if self._former else True,
            id=self._former.id if self._former else None,
        )

    def _values(self, *, secret: bool) -> dict[str, str]:
        asked = [one for one in self._kind.fields if one.is_secret is secret]
        return {one.name: self.cleaned_data.get(f"value-{one.name}", "") for one in asked}


def _asked(one: CredentialField, former: AccountRow | None) -> forms.Field:
    given = former.settings.get(one.name, "") if former else ""
    kept = former is not None and one.name in former.secret_names
    label = cast(str, _(one.label))
    if one.choices:
        return forms.ChoiceField(label=label, choices=[(word, word) for word in one.choices], initial=given)
    return forms.CharField(
        label=label,
        help_text=_("Leave it empty to keep the one that is stored.") if kept else one.hint,
        required=one.is_required and not kept,
        max_length=_LONGEST,
        initial=given,
        widget=forms.PasswordInput({**_QUIET, "autocomplete": "new-password"})
        if one.is_secret
        else forms.TextInput(_QUIET),
    )
