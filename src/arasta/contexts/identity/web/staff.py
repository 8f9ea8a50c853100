"""Pages about people: list, add, change, switch off."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arasta.contexts.identity import ports, queries
from arasta.contexts.identity.services import staff
from arasta.contexts.identity.types import STAFF_PREFIX, StaffRow
from arasta.contexts.identity.web.forms import NewStaffForm, PasswordForm, WorkForm, refuse
from arasta.contexts.identity.web.words import ROLE_NAMES, role_guide
from arasta.kernel import db
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted


@require_safe
@permitted("staff.read")
def people(request: HttpRequest) -> HttpResponse:
    """List the staff."""
    page = queries.staff_page(cursor=request.GET.get("after"))
    names = {place.id: place.name for place in ports.places()}
    rows = [
        {
            "person": row,
            "key": to_public(STAFF_PREFIX, row.id),
            "role": ROLE_NAMES[row.role],
            "places": ", ".join(sorted(names.get(place, "?") for place in row.locations)),
        }
        for row in page.items
    ]
    context = {"rows": rows, "next_cursor": page.next_cursor, "may_change": actor_of(request).may("staff.write")}
    return render(request, "identity/staff.html", context)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@permitted("staff.write")
def add(request: HttpRequest) -> HttpResponse:
    """Add somebody."""
    form, status = NewStaffForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                staff.add_staff([form.new_staff()], actor=actor_of(request))
            except DomainError as refusal:
                refuse(form, refusal)
                status = STATUS[refusal.kind]
            else:
                messages.success(request, _("%(name)s can sign in now.") % {"name": form.cleaned_data["name"]})
                return redirect("identity_staff")
    return render(request, "identity/staff_add.html", {"form": form, "guide": role_guide()}, status=status)


@require_safe
@permitted("staff.read")
def person(request: HttpRequest, key: str) -> HttpResponse:
    """Show one member of staff and what may be changed."""
    return _person(request, _row(key))


@require_POST
@permitted("staff.write")
def work(request: HttpRequest, key: str) -> HttpResponse:
    """Change role and locations, both or neither."""
    row, form = _row(key), WorkForm(request.POST)
    if not form.is_valid():
        return _person(request, row, work_form=form, status=422)
    try:
        with db.transaction():
            staff.change_role([row.id], role=form.chosen_role(), actor=actor_of(request))
            if "locations" in form.fields:
                staff.set_locations([row.id], locations=form.chosen_locations(), actor=actor_of(request))
    except DomainError as refusal:
        refuse(form, refusal)
        return _person(request, row, work_form=form, status=STATUS[refusal.kind])
    messages.success(request, _("Saved."))
    return redirect("identity_person", key=key)


@sensitive_post_parameters("password")
@require_POST
@permitted("staff.write")
def password(request: HttpRequest, key: str) -> HttpResponse:
    """Set a new password."""
    row, form = _row(key), PasswordForm(request.POST)
    if not form.is_valid():
        return _person(request, row, password_form=form, status=422)
    try:
        staff.set_password(row.id, password=form.cleaned_data["password"], actor=actor_of(request))
    except DomainError as refusal:
        refuse(form, refusal)
        return _person(request, row, password_form=form, status=STATUS[refusal.kind])
    messages.success(request, _("The password is changed."))
    return redirect("identity_person", key=key)


@require_POST
@permitted("staff.write")
def deactivate(request: HttpRequest, key: str) -> HttpResponse:
    """Switch somebody off."""
    row = _row(key)
    try:
        staff.deactivate([row.id], actor=actor_of(request))
    except DomainError as refusal:
        return _person(request, row, message=sentence(refusal), status=STATUS[refusal.kind])
    messages.success(request, _("%(name)s can no longer sign in.") % {"name": row.name})
    return redirect("identity_person", key=key)


@require_POST
@permitted("staff.write")
def reactivate(request: HttpRequest, key: str) -> HttpResponse:
    """Switch somebody on again."""
    row = _row(key)
    staff.reactivate([row.id], actor=actor_of(request))
    messages.success(request, _("%(name)s can sign in now.") % {"name": row.name})
    return redirect("identity_person", key=key)


def _row(key: str) -> StaffRow:
    return queries.staff(from_public(STAFF_PREFIX, key))


def _person(
    request: HttpRequest,
    row: StaffRow,
    *,
    work_form: WorkForm | None = None,
    password_form: PasswordForm | None = None,
    message: str = "",
    status: int = 200,
) -> HttpResponse:
    initial = {"role": row.role.value, "locations": [str(place) for place in row.locations]}
    context = {
        "person": row,
        "key": to_public(STAFF_PREFIX, row.id),
        "role": ROLE_NAMES[row.role],
        "work_form": work_form or WorkForm(initial=initial),
        "password_form": password_form or PasswordForm(),
        "guide": role_guide(),
        "message": message,
        "may_change": actor_of(request).may("staff.write"),
        "is_oneself": actor_of(request).id == str(row.id),
    }
    return render(request, "identity/person.html", context, status=status)
