"""The page of our account for text messages: its keys, how it fares, and a text to try it."""

from __future__ import annotations

from django import forms
from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from arasta.contexts.messages.queries import book, carriers
from arasta.contexts.messages.services import carriers as keeping
from arasta.contexts.messages.services import sending
from arasta.contexts.messages.types import MESSAGE_PREFIX, Medium, MessageToSend, TextAccount
from arasta.contexts.messages.web import words
from arasta.kernel import clock, db
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import new_id, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.kernel.web.templatetags.arasta import moment

PERMISSION = "channels.write"
USUAL = "https://api.twilio.com"
DAYS = 7
_LONGEST = 300
_QUIET = {"autocomplete": "off", "spellcheck": "false"}


class TextAccountForm(forms.Form):
    """The keys of an account; the stored token is never shown."""

    address = forms.CharField(
        label=gettext_lazy("Address of the gateway"),
        max_length=_LONGEST,
        initial=USUAL,
        widget=forms.TextInput(_QUIET),
        help_text=gettext_lazy("Twilio’s own, or that of a gateway that speaks as Twilio does."),
    )
    account = forms.CharField(label=gettext_lazy("Account SID"), max_length=_LONGEST, widget=forms.TextInput(_QUIET))
    token = forms.CharField(
        label=gettext_lazy("Auth token"),
        max_length=_LONGEST,
        required=False,
        widget=forms.PasswordInput({**_QUIET, "autocomplete": "new-password"}),
    )
    sender = forms.CharField(
        label=gettext_lazy("Sender"),
        max_length=_LONGEST,
        widget=forms.TextInput(_QUIET),
        help_text=gettext_lazy("A number such as +905321234567, a registered name, or a messaging service (MG…)."),
    )

    def __init__(self, data: object = None, *, former: TextAccount | None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        if former:
            self.initial = {"address": former.address, "account": former.account, "sender": former.sender}
            self.fields["token"].help_text = _("Leave it empty to keep the one that is stored.")


class TryForm(forms.Form):
    """The phone that gets a text to try."""

    phone = forms.RegexField(
        r"^\+[1-9][0-9]{7,14}$",
        label=gettext_lazy("Phone"),
        widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off", "placeholder": "+905321234567"}),
        error_messages={"invalid": gettext_lazy("Write it with its country code, such as +905321234567.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(PERMISSION)
def account(request: HttpRequest) -> HttpResponse:
    """Show our account and how it fares, or save it."""
    form, status = TextAccountForm(request.POST or None, former=carriers.text_account()), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                keeping.save_text_account(TextAccount(**form.cleaned_data), actor=actor_of(request))
            except DomainError as refusal:
                form.add_error(str(refusal.details["field"]), sentence(refusal))
                status = STATUS[refusal.kind]
            else:
                notes.success(request, _("Saved. Text messages leave through this account."))
                return redirect("messages_texting")
    return _shown(request, form, TryForm(), status)


@require_POST
@permitted(PERMISSION)
def stop(request: HttpRequest) -> HttpResponse:
    """Send no text messages any more."""
    keeping.drop_text_account(actor=actor_of(request))
    notes.success(request, _("No text messages leave any more."))
    return redirect("messages_texting")


@require_POST
@permitted(PERMISSION)
def attempt(request: HttpRequest) -> HttpResponse:
    """Text a phone to see that it works."""
    form = TryForm(request.POST)
    if not form.is_valid():
        return _shown(request, TextAccountForm(former=carriers.text_account()), form, 422)
    message = MessageToSend(
        kind="text_to_try",
        subject=f"try:{new_id()}",
        to=form.cleaned_data["phone"],
        language=(get_language() or "en")[:2],
        medium=Medium.SMS,
        facts={"time": moment(clock.now(), "full")},
    )
    with db.transaction():
        sending.queue([message])
    notes.success(request, _("The text is on its way. Below you see what became of it."))
    return redirect("messages_texting")


def _shown(request: HttpRequest, form: TextAccountForm, trying: TryForm, status: int) -> HttpResponse:
    counts, refused = book.fares(Medium.SMS, days=DAYS), book.last_refused(Medium.SMS)
    context = {
        "form": form,
        "trying": trying,
        "account": carriers.text_account(),
        "days": DAYS,
        "fares": [(word, words.TONES[one], counts[one]) for one, word in words.STATUSES.items() if one in counts],
        "refused": refused,
        "reason": str(words.ERRORS.get(refused.error, refused.error)) if refused else "",
        "refused_id": to_public(MESSAGE_PREFIX, refused.id) if refused else "",
    }
    return render(request, "messages/texting.html", context, status=status)
