"""An organization's links: for everybody, for its own people, for the office."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from maillage.accounts.models import Organization
from maillage.accounts.queries import organization_by_slug
from maillage.accounts.types import AccessLevel, Scope
from maillage.directory.queries.former_slugs import present_slug
from maillage.directory.queries.profiles import visible_profile
from maillage.kit.errors import Conflict, Invalid, NotFound
from maillage.kit.htmx import answer, is_fragment_request
from maillage.kit.streaming import streamed
from maillage.links import presenters
from maillage.links.files import links_file
from maillage.links.forms import DeclarationForm
from maillage.links.labels import KIND_LABELS, SORT_LABELS
from maillage.links.queries import links as queries
from maillage.links.queries import tables
from maillage.links.requests import ScopedRequest
from maillage.links.services import declarations
from maillage.links.types import LinkKind, Readership


@require_GET
def public_links(request: ScopedRequest, slug: str) -> HttpResponse:
    """Show what everybody may know of an organization's links, drawn and told."""
    present = present_slug(slug=slug)
    if present:
        return redirect("links:public_links", slug=present)
    profile = visible_profile(slug=slug, actor=request.actor)
    if tied := _tie(request, profile.organization, Readership.PUBLIC):
        return tied
    context = _context(request, profile.organization, Readership.PUBLIC)
    return answer(request, "links/public_links.html", part="list", context=context)


@require_GET
def organization_links(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Show an organization's people their links with their stories, what waits for them, and what they may declare."""
    return _own_page(request, DeclarationForm(initial={"day": timezone.localdate()}))


@require_GET
def office_links(request: ScopedRequest, slug: str) -> HttpResponse:
    """Show the office everything that is known of an organization's links."""
    organization = organization_by_slug(slug=slug)
    if tied := _tie(request, organization, Readership.OFFICE):
        return tied
    context = _context(request, organization, Readership.OFFICE)
    return answer(request, "links/office_links.html", part="list", context=context)


@require_GET
def organization_file(request: ScopedRequest, organization_slug: str) -> HttpResponseBase:
    """Give an organization's links, as its people see them, as a table for a spreadsheet."""
    found = queries.every_link_of(
        scope=request.actor.scope,
        organization_id=request.organization.pk,
        readership=Readership.SHARED,
        kind=_kind(request),
    )
    response = streamed(request, links_file(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="liens-{organization_slug}.csv"'
    return response


@require_POST
def declaration_new(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Say what ties one's organization to another."""
    form = DeclarationForm(request.POST)
    if not form.is_valid():
        return _own_page(request, form, status=422)
    given = form.cleaned_data
    try:
        declarations.declare_link(
            actor=request.actor, organization_id=request.organization.pk, other_id=given["other"],
            kind=LinkKind(given["kind"]), sentence=given["sentence"], day=given["day"], now=timezone.now(),
            today=timezone.localdate(),
        )  # fmt: skip
    except (Invalid, Conflict) as refusal:
        # What was typed stays, and the field at fault says why.
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _own_page(request, form, status=422)
    return _back(request, "declared")


@require_POST
def declaration_confirmation(request: ScopedRequest, organization_slug: str, declaration_id: UUID) -> HttpResponse:
    """Say that what the other side declared is so."""
    declarations.confirm_link(
        actor=request.actor, organization_id=request.organization.pk, declaration_id=declaration_id, now=timezone.now(),
        today=timezone.localdate(),
    )  # fmt: skip
    return _back(request, "confirmed")


@require_POST
def declaration_refusal(request: ScopedRequest, organization_slug: str, declaration_id: UUID) -> HttpResponse:
    """Say that what the other side declared is not so."""
    declarations.refuse_link(
        actor=request.actor, organization_id=request.organization.pk, declaration_id=declaration_id, now=timezone.now()
    )
    return _back(request, "refused")


@require_POST
def declaration_end(request: ScopedRequest, organization_slug: str, declaration_id: UUID) -> HttpResponse:
    """Take back what is declared, or say that it has ended."""
    declarations.end_link(
        actor=request.actor, organization_id=request.organization.pk, declaration_id=declaration_id, now=timezone.now(),
        today=timezone.localdate(),
    )  # fmt: skip
    return _back(request, "ended")


def _own_page(request: ScopedRequest, form: DeclarationForm, *, status: int = 200) -> HttpResponse:
    of = request.organization.pk
    context = _context(request, request.organization, Readership.SHARED)
    context |= {
        "form": form,
        "may_edit": request.actor.may(AccessLevel.EDITOR, organization_id=of),
        "declarations": tables.declarations_of(scope=request.actor.scope, organization_id=of),
        "introductions": tables.introductions_of(scope=request.actor.scope, organization_id=of),
        "said": request.GET.get("fait", ""),
    }
    part = "" if status == 422 else "list"
    return answer(request, "links/organization_links.html", part=part, context=context, status=status)


def _tie(request: ScopedRequest, organization: Organization, readership: Readership) -> HttpResponse | None:
    """Give the facts with one other organization (`avec`), when the graph's panel asks for them."""
    slug = request.GET.get("avec", "")
    if not slug or not is_fragment_request(request):
        return None
    scope = Scope() if readership is Readership.PUBLIC else request.actor.scope
    known: dict[str, Any] = {"organization_id": organization.pk, "readership": readership}
    # Who is not tied, or may not be known to be, and who does not exist, are told alike.
    try:
        other = organization_by_slug(slug=slug)
        link = queries.link_between(scope=scope, other_id=other.pk, **known)
    except NotFound:
        link = None
    shown = None
    if link is not None:
        stories = queries.stories_of(others=[link.other_id], **known)
        shown = presenters.shown_links([link], stories=stories, us=organization.name)[0]
    return answer(request, "links/parts/tie.html", context={"tie": shown})


def _context(request: ScopedRequest, organization: Organization, readership: Readership) -> dict[str, Any]:
    kind, sort = _kind(request), request.GET.get("sort", "strength")
    scope = Scope() if readership is Readership.PUBLIC else request.actor.scope
    known: dict[str, Any] = {"scope": scope, "organization_id": organization.pk, "readership": readership}
    page = queries.links_of(**known, kind=kind, sort=sort, cursor=request.GET.get("cursor", ""))
    drawn = page.rows if kind is None and sort == "strength" else queries.links_of(**known).rows
    stories = queries.stories_of(
        organization_id=organization.pk, others=[one.other_id for one in page.rows], readership=readership
    )
    counts = queries.count_links(**known)
    return {
        "organization": organization,
        "page": page,
        "links": presenters.shown_links(page.rows, stories=stories, us=organization.name),
        "partners": presenters.ego_parts(drawn),
        "ties": queries.pairs_tied([one.other_id for one in drawn], readership=readership),
        "kinds": [(one.value, KIND_LABELS[one], count) for one, count in counts.items()],
        "kind": kind.value if kind else "",
        "sorts": SORT_LABELS.items(),
        "sort": sort if sort in SORT_LABELS else "strength",
        "is_office": readership is Readership.OFFICE,
    }


def _kind(request: ScopedRequest) -> LinkKind | None:
    asked = request.GET.get("kind", "")
    return LinkKind(asked) if asked in set(LinkKind) else None


def _back(request: ScopedRequest, said: str) -> HttpResponse:
    path = reverse("links:organization_links", args=[request.organization.slug])
    return answer(request, "links/organization_links.html", to=f"{path}?fait={said}")
