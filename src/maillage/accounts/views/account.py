"""One's own account."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maillage.accounts import queries, services
from maillage.accounts.forms import DetailsForm, ErasureForm, TokenForm
from maillage.accounts.views.refusals import attempt

COOKIE_AGE_S = 365 * 24 * 3600


def account(request: Any) -> HttpResponse:
    return _page(request)


def _page(request: Any, *, status: int = 200, secret: str = "", **forms: Any) -> HttpResponse:
    person = request.user
    initial = {"name": person.name, "language": person.language, "theme": person.theme}
    context = {
        "details_form": DetailsForm(initial=initial),
        "token_form": TokenForm(),
        "roles": queries.roles_of(actor=request.actor),
        "tokens": queries.tokens_of(actor=request.actor),
        "secret": secret,
        "now": timezone.now(),
        **forms,
    }
    return render(request, "accounts/account.html", context, status=status)


@require_POST
def details(request: Any) -> HttpResponse:
    form = DetailsForm(request.POST)
    if not form.is_valid():
        return _page(request, details_form=form, status=422)
    person = attempt(form, lambda: services.change_own_details(actor=request.actor, **form.cleaned_data))
    if person is None:
        return _page(request, details_form=form, status=422)
    language = person.language or queries.network().default_language
    with translation.override(language):
        messages.success(request, _("Your details have been saved."))
    response = HttpResponseRedirect(reverse("accounts:account"), status=303)
    _set_choice(response, settings.LANGUAGE_COOKIE_NAME, person.language)
    _set_choice(response, "theme", person.theme)
    return response


def _set_choice(response: HttpResponse, cookie: str, value: str) -> None:
    if value:
        response.set_cookie(cookie, value, max_age=COOKIE_AGE_S, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    else:
        response.delete_cookie(cookie, samesite="Lax")


@require_POST
def token_creation(request: Any) -> HttpResponse:
    form, now = TokenForm(request.POST), timezone.now()
    if not form.is_valid():
        return _page(request, token_form=form, status=422)
    made = attempt(
        form,
        lambda: services.create_token(
            actor=request.actor,
            user_id=request.user.pk,
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            now=now,
            expires_at=form.expires_at(now),
        ),
    )
    if made is None:
        return _page(request, token_form=form, status=422)
    response = _page(request, secret=made[1], status=201)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
def token_revocation(request: Any, token_id: UUID) -> HttpResponse:
    services.revoke_token(actor=request.actor, token_id=token_id, now=timezone.now())
    messages.success(request, _("The token no longer works."))
    return redirect(f"{reverse('accounts:account')}#tokens")


@require_POST
def export(request: Any) -> HttpResponse:
    content = services.export_own_data(actor=request.actor)
    return HttpResponse(
        content,
        content_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="maillage.zip"', "Cache-Control": "no-store"},
    )


def erasure(request: Any) -> HttpResponse:
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _erase(request, form):
        logout(request)
        messages.success(request, _("Your account has been erased."))
        return redirect("web:home")
    context = {"form": form, "roles": queries.roles_of(actor=request.actor)}
    return render(request, "accounts/erasure.html", context, status=422 if form.errors else 200)


def _erase(request: Any, form: ErasureForm) -> bool:
    typed = form.cleaned_data["email"]
    attempt(form, lambda: services.erase_own_account(actor=request.actor, typed_email=typed, now=timezone.now()))
    return not form.errors
