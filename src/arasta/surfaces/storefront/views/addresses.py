"""The customer's book of addresses."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.services import addresses
from arasta.contexts.customers.types import ADDRESS_PREFIX, AddressRow
from arasta.flows.ordering.follow_addresses import follow_addresses
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS
from arasta.kernel.ids import from_public, to_public
from arasta.surfaces.storefront import pages, visitors
from arasta.surfaces.storefront.forms import AddressForm, refuse
from arasta.surfaces.storefront.shop import shop_of
from arasta.surfaces.storefront.views.account import signed_in


@require_safe
@pages.private
@signed_in
def book(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Show all addresses."""
    rows = [(to_public(ADDRESS_PREFIX, row.id), row) for row in customers.addresses(customer_id)]
    return pages.show(request, "addresses.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@pages.private
@signed_in
def add(request: HttpRequest, customer_id: UUID) -> HttpResponse:
    """Add an address."""
    return _edit(request, customer_id, None)


@require_http_methods(["GET", "HEAD", "POST"])
@pages.private
@signed_in
def edit(request: HttpRequest, customer_id: UUID, word: str) -> HttpResponse:
    """Change an address; somebody else's is not there."""
    return _edit(request, customer_id, customers.address(customer_id, from_public(ADDRESS_PREFIX, word)))


@require_POST
@pages.private
@signed_in
def delete(request: HttpRequest, customer_id: UUID, word: str) -> HttpResponse:
    """Delete an address."""
    key = from_public(ADDRESS_PREFIX, word)
    addresses.delete_addresses(customer_id, [key], actor=visitors.shopper_of(request))
    messages.success(request, _("The address is deleted."))
    return redirect("shop_addresses")


def _edit(request: HttpRequest, customer_id: UUID, row: AddressRow | None) -> HttpResponse:
    initial = {"country": shop_of(request).channel.country, "name": customers.customer(customer_id).name}
    form, status = AddressForm.of(row) if row else AddressForm(initial=initial), 200
    if "reshape" in request.POST:
        form = AddressForm(initial=request.POST.dict())
    elif request.method == "POST":
        form, status = AddressForm(request.POST), 422
        if form.is_valid():
            try:
                addresses.save_addresses(customer_id, [form.to_save(row)], actor=visitors.shopper_of(request))
                follow_addresses(customer_id)
            except DomainError as refusal:
                refuse(form, refusal)
                status = STATUS[refusal.kind]
            else:
                messages.success(request, _("The address is saved."))
                return redirect("shop_addresses")
    return pages.show(request, "address.html", {"form": form, "is_new": row is None}, status=status)
