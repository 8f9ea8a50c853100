"""Come in, go out, choose language and theme."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from arasta.contexts.identity import queries
from arasta.contexts.identity.services import first_owner, staff
from arasta.contexts.identity.services import sign_in as signing_in
from arasta.contexts.identity.types import SignedIn
from arasta.contexts.identity.web import sessions
from arasta.contexts.identity.web.forms import FirstOwnerForm, PreferenceForm, SignInForm, refuse
from arasta.kernel.access import ActorKind
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS
from arasta.kernel.requests import actor_of
from arasta.kernel.web import languages

HOME = "/office/"
THEME_COOKIE = "arasta_theme"
YEAR = 365 * 24 * 3600


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Show the sign-in page, or let somebody in and send them where they were going."""
    target = safe_next(request, HOME)
    if request.method != "POST":
        if actor_of(request).kind is ActorKind.STAFF:
            return redirect(target)
        if not queries.is_staffed():
            return redirect("identity_begin")
        return _page(request, SignInForm(), target, 200)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _page(request, form, target, 422)
    try:
        who = signing_in.sign_in(
            form.cleaned_data["email"],
            password=form.cleaned_data["password"],
            address=request.META.get("REMOTE_ADDR", ""),
        )
    except DomainError as refusal:
        refuse(form, refusal)
        return _page(request, form, target, STATUS[refusal.kind])
    return _enter(request, who, target)


@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Make the first owner of an empty installation and let them in; once somebody works here, the page is gone."""
    if actor_of(request).kind is ActorKind.STAFF:
        return redirect("backoffice_first_steps")
    if queries.is_staffed():
        raise Http404
    form = FirstOwnerForm(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if form.is_valid():
        given, language = form.cleaned_data, get_language() or settings.LANGUAGE_CODE
        try:
            first_owner.make_first_owner(
                given["code"],
                email=given["email"],
                name=given["name"],
                language=language[:2],
                password=given["password"],
            )
        except DomainError as refusal:
            refuse(form, refusal)
            status = STATUS[refusal.kind]
        else:
            who = signing_in.sign_in(
                given["email"], password=given["password"], address=request.META.get("REMOTE_ADDR", "")
            )
            return _enter(request, who, reverse("backoffice_first_steps"))
    return render(request, "identity/begin.html", {"form": form}, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    sessions.end(request)
    return redirect("identity_sign_in")


@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Remember the language and the theme in cookies, and the language of staff with their account."""
    target = safe_next(request, HOME)
    form = PreferenceForm(request.POST)
    if not form.is_valid():
        return redirect(target)
    language = form.cleaned_data["language"]
    response = redirect(languages.in_language(target, language) if language else target)
    if language:
        _keep(response, settings.LANGUAGE_COOKIE_NAME, language)
        actor = actor_of(request)
        if actor.kind is ActorKind.STAFF:
            staff.choose_language(UUID(actor.id), language=language)
    if theme := form.cleaned_data["theme"]:
        _keep(response, THEME_COOKIE, "" if theme == "system" else theme)
    return response


def safe_next(request: HttpRequest, fallback: str) -> str:
    """Return where the request wants to go next, if that is a page of ours."""
    wish = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(
        wish, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wish if allowed else fallback


def _page(request: HttpRequest, form: SignInForm, target: str, status: int) -> HttpResponse:
    return render(request, "identity/sign_in.html", {"form": form, "next": target}, status=status)


def _enter(request: HttpRequest, who: SignedIn, target: str) -> HttpResponse:
    sessions.begin(request, who)
    response = redirect(target)
    _keep(response, settings.LANGUAGE_COOKIE_NAME, who.language)
    return response


def _keep(response: HttpResponse, name: str, value: str) -> None:
    """Set a cookie for a year. Scripts may read it: the theme switch does, and neither is a secret."""
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
