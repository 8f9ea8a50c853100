"""Messages on the shopper's device: what a browser needs to be reached, and whether it follows."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arasta.contexts.messages.queries import devices
from arasta.contexts.messages.services import carriers
from arasta.contexts.messages.types import DEVICE_PREFIX, Device, DeviceToKeep
from arasta.flows.telling import follow_on_device
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import from_public
from arasta.surfaces.storefront import following, pages, visitors
from arasta.surfaces.storefront.devices import device_of
from arasta.surfaces.storefront.shop import shop_of
from arasta.surfaces.storefront.views.account import signed_in


@require_safe
@pages.private
def key(request: HttpRequest) -> HttpResponse:
    """Tell a browser by which key the house is known to push services."""
    try:
        return JsonResponse({"key": carriers.push_key()})
    except DomainError as refusal:
        return _refused(refusal)


@require_POST
@pages.private
def state(request: HttpRequest) -> HttpResponse:
    """Tell a browser whether it follows what the page is about."""
    return JsonResponse({"follows": _device(request, following.wish_of(request).subject) is not None})


@require_POST
@pages.private
def follow(request: HttpRequest) -> HttpResponse:
    """Let a browser show what is told from now on."""
    said = {name: request.POST.get(name, "") for name in ("endpoint", "public_key", "auth")}
    label = device_of(request.META.get("HTTP_USER_AGENT", ""))
    device = DeviceToKeep(**said, language=shop_of(request).language, label=label)
    wish, actor = following.wish_of(request), visitors.shopper_of(request)
    try:
        device_id = follow_on_device.follow(
            device, subject=wish.subject, customer_id=wish.customer_id, source=wish.source, actor=actor
        )
    except DomainError as refusal:
        return _refused(refusal)
    if wish.source == "account":
        request.session[following.HERE] = str(device_id)
    return JsonResponse({"follows": True})


@require_POST
@pages.private
def unfollow(request: HttpRequest) -> HttpResponse:
    """Let a browser show no more of it."""
    wish = following.wish_of(request)
    if device := _device(request, wish.subject):
        following.unfollow(request, device, wish)
    return JsonResponse({"follows": False})


@require_POST
@pages.private
@signed_in
def unfollow_elsewhere(request: HttpRequest, customer_id: UUID, word: str) -> HttpResponse:
    """Let one of a customer's devices show no more; somebody else's is not there."""
    wish, wanted = following.wish_of_customer(customer_id), from_public(DEVICE_PREFIX, word)
    device = next((one for one in devices.devices_of(wish.subject) if one.id == wanted), None)
    if device is None:
        raise Http404
    following.unfollow(request, device, wish)
    messages.success(request, _("That device shows nothing any more."))
    return redirect("shop_consents")


def _refused(refusal: DomainError) -> HttpResponse:
    return JsonResponse({"message": sentence(refusal)}, status=STATUS[refusal.kind])


def _device(request: HttpRequest, subject: str) -> Device | None:
    endpoint = request.POST.get("endpoint", "")
    return None if "\x00" in endpoint else devices.device_at(endpoint, subject=subject)
