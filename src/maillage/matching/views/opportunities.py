"""Published calls for tender, for the office and for members."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from maillage.accounts.types import AccessLevel
from maillage.kit.htmx import answer
from maillage.kit.streaming import streamed
from maillage.matching.exports import opportunities_table
from maillage.matching.forms.opportunities import FrequencyForm, WantedForm
from maillage.matching.presenters_of_opportunities import shown_corrections
from maillage.matching.queries import opportunities as queries
from maillage.matching.requests import ScopedRequest
from maillage.matching.services.opportunities import digests, uses

LIST = "matching/opportunities.html"
MEMBER_LIST = "matching/member_opportunities.html"


@require_GET
def opportunity_list(request: ScopedRequest) -> HttpResponse:
    """List the calls, filtered and sorted by the address."""
    form = WantedForm(request.GET)
    page = queries.office_page(scope=request.actor.scope, wanted=form.wanted(), now=timezone.now())
    return answer(request, LIST, part="calls", context={"form": form, "page": page})


@require_GET
def opportunity_export(request: ScopedRequest) -> StreamingHttpResponse:
    """Give the calls of the list as a table."""
    wanted = WantedForm(request.GET).wanted()
    rows = queries.office_rows(scope=request.actor.scope, wanted=wanted, now=timezone.now())
    response = streamed(
        request, opportunities_table(rows.iterator(chunk_size=500)), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="opportunites-{timezone.localdate()}.csv"'
    return response


@require_GET
def opportunity(request: ScopedRequest, opportunity_id: UUID) -> HttpResponse:
    """Show a call with its corrections and those whom it interests."""
    row = queries.opportunity_for_office(scope=request.actor.scope, opportunity_id=opportunity_id)
    context = {
        "row": row,
        "call": queries.shown(row, names=queries.skill_names()),
        "interests": list(row.interests.all()),
        "corrections": shown_corrections(queries.corrections(row)),
        "is_open": row.state in queries.OPEN and row.deadline > timezone.now(),
    }
    return answer(request, "matching/opportunity.html", context=context)


@require_POST
def opportunity_brief(request: ScopedRequest, opportunity_id: UUID) -> HttpResponse:
    """Make a need of a call."""
    brief = uses.make_brief(actor=request.actor, opportunity_id=opportunity_id, now=timezone.now())
    return answer(request, "matching/opportunity.html", to=reverse("matching:brief", args=[brief.number]))


@require_GET
def member_list(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """List the calls that suit an organization, each with why."""
    of, form = request.organization.pk, WantedForm(request.GET)
    context = {
        "organization": request.organization,
        "form": form,
        "page": queries.member_page(organization_id=of, wanted=form.wanted(), now=timezone.now()),
        "frequency_form": FrequencyForm(initial={"frequency": queries.digest_frequency(organization_id=of).value}),
        "may_edit": request.actor.may(AccessLevel.EDITOR, organization_id=of),
    }
    return answer(request, MEMBER_LIST, part="calls", context=context)


@require_GET
def member_page(request: ScopedRequest, organization_slug: str, opportunity_id: UUID) -> HttpResponse:
    """Show a call to a member."""
    of = request.organization.pk
    call = queries.opportunity_for_member(organization_id=of, opportunity_id=opportunity_id)
    context = {
        "organization": request.organization,
        "call": call,
        "row": call.row,
        "corrections": shown_corrections(queries.corrections(call.row)),
        "is_open": call.row.state in queries.OPEN and call.row.deadline > timezone.now(),
        "may_edit": request.actor.may(AccessLevel.EDITOR, organization_id=of),
    }
    return answer(request, "matching/member_opportunity.html", context=context)


@require_POST
def interest(request: ScopedRequest, organization_slug: str, opportunity_id: UUID) -> HttpResponse:
    """Say that a call interests, or take it back (`back=1`)."""
    of = request.organization.pk
    if request.POST.get("back") == "1":
        uses.take_interest_back(actor=request.actor, organization_id=of, opportunity_id=opportunity_id)
    else:
        uses.say_interest(actor=request.actor, organization_id=of, opportunity_id=opportunity_id, now=timezone.now())
        messages.success(request, _("The network’s office knows that this call interests you."))
    return answer(
        request, MEMBER_LIST, to=reverse("matching:member_opportunity", args=[organization_slug, opportunity_id])
    )


@require_POST
def letters(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Choose how often one is written to."""
    digests.choose_frequency(
        actor=request.actor, organization_id=request.organization.pk, frequency=request.POST.get("frequency", "")
    )
    messages.success(request, _("Your choice is kept."))
    return answer(request, MEMBER_LIST, to=reverse("matching:member_opportunity_list", args=[organization_slug]))


@csrf_exempt  # mail programs post here by themselves (RFC 8058); the address is the key
@never_cache
def farewell(request: ScopedRequest, key: str) -> HttpResponse:
    """Stop the letters: a button for people, a bare POST for mail programs."""
    row = digests.end_digest(key=key) if request.method == "POST" else digests.digest_of_key(key)
    return answer(request, "matching/opportunity_farewell.html", context={"organization": row.organization, "row": row})
