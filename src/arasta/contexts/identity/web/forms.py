"""Shapes of the pages' forms; the services decide."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arasta.contexts.identity import ports
from arasta.contexts.identity.types import NewStaff, Role
from arasta.contexts.identity.web.words import permission_choices, role_choices
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import sentence

_FIELD_OF = {
    "email_taken": "email",
    "email_invalid": "email",
    "name_required": "name",
    "password_too_weak": "password",
    "password_too_long": "password",
    "api_key_name_required": "name",
    "api_key_scopes_invalid": "scopes",
    "api_key_scopes_beyond_own": "scopes",
    "last_owner": "role",
    "first_code_wrong": "code",
    "first_code_spent": "code",
}


def refuse(form: forms.Form, refusal: DomainError) -> None:
    """Put a refusal on the field it speaks about, or on the form."""
    field = _FIELD_OF.get(refusal.code)
    form.add_error(field if field in form.fields else None, sentence(refusal))


class SignInForm(forms.Form):
    email = forms.EmailField(
        label=_("Email"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True, "class": "input-lg"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "class": "input-lg"}),
    )


class FirstOwnerForm(forms.Form):
    """Who sets up an empty installation."""

    code = forms.CharField(
        label=_("Code from the console"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "autofocus": True}),
        help_text=_("It stands where Arasta was started."),
    )
    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(
        label=_("Email"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters."),
    )


class WorkForm(forms.Form):
    """What somebody does, and where: the choice of locations is there if a room provides their names."""

    role = forms.ChoiceField(label=_("Role"), choices=role_choices, initial=Role.ASSOCIATE.value)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if places := ports.places():
            self.fields["locations"] = _locations_field([(str(place.id), place.name) for place in places])

    def chosen_role(self) -> Role:
        return Role(self.cleaned_data["role"])

    def chosen_locations(self) -> frozenset[UUID]:
        return frozenset(UUID(value) for value in self.cleaned_data.get("locations", []))


class NewStaffForm(WorkForm):
    """Somebody to add."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=120)
    email = forms.EmailField(label=_("Email"), max_length=254, help_text=_("The person signs in with it."))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    password = forms.CharField(
        label=_("First password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. Tell it to the person in private."),
    )

    def new_staff(self) -> NewStaff:
        given = self.cleaned_data
        return NewStaff(
            email=given["email"],
            name=given["name"],
            role=self.chosen_role(),
            password=given["password"],
            language=given["language"],
            locations=self.chosen_locations(),
        )


def _locations_field(choices: list[tuple[str, str]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Locations"),
        required=False,
        choices=choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none, and the person works at all of them."),
    )


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("New password"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. The person is signed out everywhere else."),
    )


class ApiKeyForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("The system that will use it, such as “Accounting export”."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("Scopes"), choices=permission_choices, widget=forms.CheckboxSelectMultiple
    )


class PreferenceForm(forms.Form):
    language = forms.ChoiceField(choices=settings.LANGUAGES, required=False)
    theme = forms.ChoiceField(choices=[("light", "light"), ("dark", "dark"), ("system", "system")], required=False)
