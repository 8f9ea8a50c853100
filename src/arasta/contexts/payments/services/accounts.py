"""Keep shops' accounts at providers of payments."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.conf import settings as django_settings

from arasta.contexts.payments import ports, queries
from arasta.contexts.payments.models import ProviderAccount
from arasta.contexts.payments.types import AccountRow, AccountToSave
from arasta.kernel import db, sealing
from arasta.kernel.access import Actor
from arasta.kernel.errors import Invalid, gettext_noop
from arasta.kernel.ids import new_id

_MOST = 2000


class CredentialMissing(Invalid):
    """Something that the provider needs was not said."""

    code = "payment_credential_missing"
    template = gettext_noop("%(label)s is missing.")


class CredentialWrong(Invalid):
    """Something is not what the provider gives out."""

    code = "payment_credential_wrong"
    template = gettext_noop("%(label)s does not look right.")


def save_account(wanted: AccountToSave, *, actor: Actor) -> AccountRow:
    """Make or change an account; an active one takes the place of the channel's other one at the provider.

    Raises UnknownProvider, UnknownAccount, CredentialMissing, CredentialWrong.
    """
    actor.require("channels.write")
    kind = ports.kind(wanted.provider)
    with db.transaction():
        model = _locked(wanted)
        secrets = {**sealing.unseal(model.sealed, django_settings.FIELD_KEY), **_said(wanted.secrets)}
        settings = _said(wanted.settings)
        _check(kind, {**settings, **secrets})
        allowed = {field.name: field for field in kind.fields}
        if wanted.is_active:
            others = ProviderAccount.objects.filter(channel_id=wanted.channel_id, provider=wanted.provider)
            others.exclude(id=model.id).update(is_active=False)
        model.name, model.captures, model.is_active = wanted.name or kind.name, wanted.captures.value, wanted.is_active
        model.settings = {
            key: value for key, value in settings.items() if key in allowed and not allowed[key].is_secret
        }
        kept = {key: value for key, value in secrets.items() if key in allowed and allowed[key].is_secret}
        model.sealed = sealing.seal(kept, django_settings.FIELD_KEY)
        model.save()
    return queries.account(model.id)


def switch_account(account_id: UUID, *, is_active: bool, actor: Actor) -> None:
    """Let an account rest, or use it again in place of the other one. Raises UnknownAccount."""
    actor.require("channels.write")
    with db.transaction():
        row = queries.account(account_id)
        if is_active:
            others = ProviderAccount.objects.filter(channel_id=row.channel_id, provider=row.provider)
            others.exclude(id=account_id).update(is_active=False)
        ProviderAccount.objects.filter(id=account_id).update(is_active=is_active)


def _locked(wanted: AccountToSave) -> ProviderAccount:
    if wanted.id is None:
        return ProviderAccount(id=new_id(), provider=wanted.provider, channel_id=wanted.channel_id, sealed="")
    found = ProviderAccount.objects.select_for_update().filter(id=wanted.id, provider=wanted.provider).first()
    if found is None:
        raise queries.UnknownAccount
    return found


def _said(values: Mapping[str, str]) -> dict[str, str]:
    return {key: value.strip() for key, value in values.items() if value.strip()}


def _check(kind: ports.ProviderKind, known: Mapping[str, str]) -> None:
    for field in kind.fields:
        value = known.get(field.name, "")
        if field.is_required and not value:
            raise CredentialMissing(label=field.label, field=field.name)
        if len(value) > _MOST or (field.choices and value and value not in field.choices):
            raise CredentialWrong(label=field.label, field=field.name)
