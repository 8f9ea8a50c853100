"""Pages about a customer's addresses."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from arasta.contexts.customers import queries
from arasta.contexts.customers.services import addresses
from arasta.contexts.customers.types import ADDRESS_PREFIX, AddressRow, CustomerRow
from arasta.contexts.customers.web.forms import AddressForm, refuse
from arasta.contexts.customers.web.views import found
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS
from arasta.kernel.ids import from_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("customers.write")
def add(request: HttpRequest, key: str) -> HttpResponse:
    """Add an address."""
    return _edit(request, key, found(key), None)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("customers.write")
def edit(request: HttpRequest, key: str, address_key: str) -> HttpResponse:
    """Change an address."""
    customer = found(key)
    return _edit(request, key, customer, queries.address(customer.id, from_public(ADDRESS_PREFIX, address_key)))


@require_POST
@permitted("customers.write")
def delete(request: HttpRequest, key: str, address_key: str) -> HttpResponse:
    """Delete an address."""
    address_id = from_public(ADDRESS_PREFIX, address_key)
    addresses.delete_addresses(found(key).id, [address_id], actor=actor_of(request))
    messages.success(request, _("The address is deleted."))
    return redirect("customers_customer", key=key)


def _edit(request: HttpRequest, key: str, customer: CustomerRow, row: AddressRow | None) -> HttpResponse:
    form, status = AddressForm.of(row) if row else AddressForm(initial={"name": customer.name, "country": "TR"}), 200
    if request.method == "POST":
        form, status = AddressForm(request.POST), 422
        if form.is_valid():
            try:
                addresses.save_addresses(customer.id, [form.to_save(row)], actor=actor_of(request))
            except DomainError as refusal:
                refuse(form, refusal)
                status = STATUS[refusal.kind]
            else:
                messages.success(request, _("Saved."))
                return redirect("customers_customer", key=key)
    context = {"form": form, "customer": customer, "key": key, "is_new": row is None}
    return render(request, "customers/address.html", context, status=status)
