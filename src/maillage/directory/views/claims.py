"""Claiming a page, and the office's list of claims."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maillage.accounts.queries import organization_by_slug
from maillage.directory.forms.claims import ClaimForm, CodeForm
from maillage.directory.queries import claims as queries
from maillage.directory.requests import ScopedRequest
from maillage.directory.services import claims as services
from maillage.directory.types import ClaimMethod, ClaimState
from maillage.directory.views.without_reason import ask_for_reason
from maillage.kit.errors import Invalid
from maillage.kit.htmx import answer


def claim(request: ScopedRequest, slug: str) -> HttpResponse:
    """Offer the ways to hold a page, and take the one chosen."""
    organization = organization_by_slug(slug=slug)
    ways = services.ways_of(actor=request.actor, organization_id=organization.pk)
    form = ClaimForm(request.POST or None, ways=ways)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            made = services.start_claim(
                actor=request.actor,
                organization_id=organization.pk,
                method=ClaimMethod(form.cleaned_data["method"]),
                message=form.cleaned_data["message"],
                now=timezone.now(),
            )
        except Invalid as refusal:  # shown beside its field, with what was typed
            form.add_error(refusal.field or None, str(refusal))
        else:
            return answer(
                request,
                "directory/claim.html",
                to=_next_step(request, organization.slug, made.pk, made.state, made.method),
            )
    if form.errors:
        status = 422
    context = {"organization": organization, "ways": ways, "form": form}
    return answer(request, "directory/claim.html", context=context, status=status)


def _next_step(request: ScopedRequest, slug: str, claim_id: UUID, state: str, method: str) -> str:
    if state == ClaimState.ACCEPTED:
        messages.success(request, _("The page is yours: complete it, it will be found better."))
        return reverse("directory:organization_home", kwargs={"organization_slug": slug})
    if method == ClaimMethod.CODE:
        return reverse("directory:claim_confirmation", args=[slug, claim_id])
    messages.success(request, _("The network’s office has received your request and will write to you."))
    return reverse("directory:profile", args=[slug])


def claim_confirmation(request: ScopedRequest, slug: str, claim_id: UUID) -> HttpResponse:
    """Take the code. Opening the e-mailed link only fills it in: programs that visit links do not use it up."""
    asked = queries.claim_to_confirm(actor=request.actor, slug=slug, claim_id=claim_id)
    home = reverse("directory:organization_home", kwargs={"organization_slug": slug})
    if asked.state != ClaimState.OPEN and request.actor.role_in(asked.organization_id) is not None:
        return answer(request, "directory/claim_confirmation.html", to=home)  # the link again, once it has served
    form = CodeForm(request.POST or None, initial={"code": request.GET.get("code", "")[:20]})
    if request.method == "POST" and form.is_valid():
        try:
            services.confirm_claim(
                actor=request.actor, claim_id=claim_id, code=form.cleaned_data["code"], now=timezone.now()
            )
        except services.BadCode as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, _("The page is yours: complete it, it will be found better."))
            return answer(request, "directory/claim_confirmation.html", to=home)
    is_over = asked.state != ClaimState.OPEN or asked.expires_at <= timezone.now()
    context = {"organization": asked.organization, "form": form, "claim_id": claim_id, "is_over": is_over}
    return answer(request, "directory/claim_confirmation.html", context=context, status=422 if form.errors else 200)


def claim_list(request: ScopedRequest) -> HttpResponse:
    state = request.GET.get("state", "open")
    page = queries.claims_page(scope=request.actor.scope, is_open=state != "all", cursor=request.GET.get("cursor", ""))
    return answer(request, "directory/claims.html", context={"page": page, "state": state})


@require_POST
def claim_decision(request: ScopedRequest, claim_id: UUID) -> HttpResponse:
    """Accept (`decision=accept`) or refuse a claim."""
    page = reverse("directory:claim_list")
    try:
        decided = services.decide_claim(
            actor=request.actor,
            claim_id=claim_id,
            is_accepted=request.POST.get("decision") == "accept",
            reason=request.POST.get("reason", "")[:1000],
            now=timezone.now(),
        )
    except Invalid as refusal:
        return ask_for_reason(request, refusal, key=claim_id, page=page)
    done = _("Claim accepted.") if decided.state == ClaimState.ACCEPTED else _("Claim refused.")
    messages.success(request, done)
    return answer(request, "directory/claims.html", to=page)
