"""Search and profiles."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja import Path, Query, Router

from maillage.directory.api.access import reader
from maillage.directory.api.answers import READ_PROBLEMS, link_to_next
from maillage.directory.api.documents import page_document, profile_document
from maillage.directory.queries import profiles as profile_queries
from maillage.directory.queries import terms
from maillage.directory.queries.search import parse_search, search
from maillage.directory.refusals import refuse_mistakes
from maillage.directory.schemas.organizations import OrganizationPage, OrganizationProfile
from maillage.directory.schemas.parameters import LanguageParameter, SearchParameters

router = Router(tags=["organizations"])
ORGANIZATION = Path(max_length=80, description=gettext_noop("Id or slug of an organization."))


@router.get(
    "/organizations",
    response={200: OrganizationPage, **READ_PROBLEMS},
    url_name="organization_list",
    operation_id="search_organizations",
    summary=gettext_noop("Search the directory"),
    description=gettext_noop(
        "Words, place, filters and order as on the search page. Without parameters, the whole directory."
    ),
)
def organization_list(request: HttpRequest, response: HttpResponse, asked: Query[SearchParameters]) -> Any:
    parsed = parse_search(query=request.GET)
    refuse_mistakes(parsed.errors, query=request.GET)
    page = search(parsed.request, with_facets=asked.facets)
    link_to_next(request, response, cursor=page.next_cursor)
    return page_document(page, with_facets=asked.facets)


@router.get(
    "/organizations/{organization}",
    response={200: OrganizationProfile, **READ_PROBLEMS},
    url_name="organization",
    operation_id="read_organization",
    summary=gettext_noop("Read a profile"),
    description=gettext_noop("The whole public profile. Its own people's tokens also read one that is not listed."),
)
def organization_profile(
    request: HttpRequest, asked: Query[LanguageParameter], organization: str = ORGANIZATION
) -> Any:
    slug = slug_of(organization)
    page = profile_queries.profile_page(actor=reader(request), slug=slug, today=timezone.localdate())
    return profile_document(page)


def slug_of(identifier: str) -> str:
    """Give the slug of an organization named by its id or its slug; whether it may be seen is decided later."""
    try:
        organization_id = UUID(identifier)
    except ValueError:
        return identifier
    return terms.slug_of_organization(organization_id=organization_id)
