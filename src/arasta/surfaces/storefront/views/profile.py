"""What a customer says of themselves: name, email, phone, language, and what their contact points may be used for."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.services import consents, profiles
from arasta.contexts.customers.types import CONSENT_TEXTS, ConsentToRecord, ContactChannel, CustomerRow, Purpose
from arasta.contexts.messages.queries import carriers, devices
from arasta.contexts.messages.types import DEVICE_PREFIX
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS
from arasta.kernel.ids import to_public
from arasta.kernel.web import languages
from arasta.surfaces.storefront import pages, visitors
from arasta.surfaces.storefront.account_forms import CodeForm, ProfileForm
from arasta.surfaces.storefront.forms import refuse
from arasta.surfaces.storefront.shop import shop_of
from arasta.surfaces.storefront.views import emailing
from arasta.surfaces.storefront.views.account import signed_in
from arasta.surfaces.storefront.views.texting import ASKED

_USES = (
    (ContactChannel.EMAIL, Purpose.OFFERS),
    (ContactChannel.EMAIL, Purpose.REMINDERS),
    (ContactChannel.SMS, Purpose.OFFERS),
)


@dataclass(frozen=True, slots=True)
class Texts:
    """How texts stand with a customer: their phone, the one we text to, and whether a code is on its way there."""

    phone: str
    goes_to: str
    is_asked: bool
    form: CodeForm = field(default_factory=CodeForm)

    @property
    def wording(self) -> str:
        """The sentence that asking for texts agrees to."""
        return _(CONSENT_TEXTS[Purpose.ORDER_TEXTS][1])


@require_http_methods(["GET", "HEAD", "POST"])
@pages.private
@signed_in
def profile(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Show or change the profile; the shop goes on in the language chosen. Another email waits until a code proves it."""
    now = customers.customer(customer_id)
    form, status = ProfileForm.of(now), 200
    if request.method == "POST":
        form, status = ProfileForm(request.POST), 422
        if form.is_valid():
            said = form.profile()
            is_moving = said.email.lower() not in {"", now.email}
            kept = replace(said, email=now.email) if is_moving else said
            try:
                profiles.change_profile(customer_id, profile=kept, actor=visitors.shopper_of(request))
                if is_moving:
                    return emailing.ask(request, customer_id, said.email)
            except DomainError as refusal:
                refuse(form, refusal)
                status = STATUS[refusal.kind]
            else:
                messages.success(request, _("Saved."))
                return redirect(languages.in_language(request.path, said.language))
    return pages.show(request, "profile.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@pages.private
@signed_in
def allowed(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Show what contact points may be used for and everything said about it, or write down another word."""
    customer = customers.customer(customer_id)
    if request.method == "POST":
        said = [
            ConsentToRecord(
                contact=contact,
                channel=channel,
                purpose=purpose,
                is_given=f"{purpose}-{channel}" in request.POST,
                source="account",
                language=shop_of(request).language,
                customer_id=customer_id,
            )
            for contact, channel, purpose in _uses(customer)
        ]
        consents.record(said, actor=visitors.shopper_of(request))
        messages.success(request, _("Saved."))
        return redirect("shop_consents")
    uses = _uses(customer)
    said_last = customers.last_words([contact for contact, _channel, _purpose in uses])
    choices = [
        {
            "name": f"{purpose}-{channel}",
            "contact": contact,
            "text": _(CONSENT_TEXTS[purpose][1]),
            "word": said_last.get((contact, channel, purpose)),
        }
        for contact, channel, purpose in uses
    ]
    ledger = [{"row": row, "text": _(CONSENT_TEXTS[row.purpose][1])} for row in customers.consents(customer_id)]
    following = [(to_public(DEVICE_PREFIX, one.id), one) for one in devices.devices_of(f"customer:{customer_id}")]
    context = {"choices": choices, "ledger": ledger, "devices": following, "texts": _texts(request, customer)}
    return pages.show(request, "consents.html", context)


def _texts(request: HttpRequest, customer: CustomerRow) -> Texts | None:
    """Return how texts stand with a customer; nothing where the house sends none."""
    if carriers.text_account() is None:
        return None
    return Texts(
        phone=customer.phone,
        goes_to=customers.texted([customer.id]).get(customer.id, ""),
        is_asked=bool(customer.phone) and request.session.get(ASKED) == customer.phone,
    )


def _uses(customer: CustomerRow) -> list[tuple[str, ContactChannel, Purpose]]:
    contacts = {ContactChannel.EMAIL: customer.email, ContactChannel.SMS: customer.phone}
    return [(contacts[channel], channel, purpose) for channel, purpose in _USES if contacts[channel]]
