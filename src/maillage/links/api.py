"""An organization's public links, for programs."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop
from ninja import Path, Query, Router

from maillage.accounts.types import Actor, Scope
from maillage.directory.api.access import READING
from maillage.directory.api.answers import READ_PROBLEMS, link_to_next
from maillage.directory.queries.profiles import visible_profile
from maillage.directory.queries.terms import slug_of_organization
from maillage.directory.schemas.parameters import PageParameters
from maillage.links.queries.links import links_of
from maillage.links.schemas import LinkPage
from maillage.links.types import Readership

router = Router(tags=["organizations"], **READING)
ORGANIZATION = Path(max_length=80, description=gettext_noop("Id or slug of an organization."))


@router.get(
    "/organizations/{organization}/links",
    response={200: LinkPage, **READ_PROBLEMS},
    url_name="organization_links",
    operation_id="list_organization_links",
    summary=gettext_noop("List an organization's links"),
    description=gettext_noop(
        "Those it is publicly tied to, the strongest first: references, published coproductions, recommendations, shared "
        "premises, employers’ groups."
    ),
)
def organization_links(
    request: HttpRequest, response: HttpResponse, asked: Query[PageParameters], organization: str = ORGANIZATION
) -> Any:
    profile = visible_profile(slug=_slug_of(organization), actor=Actor())
    page = links_of(
        scope=Scope(), organization_id=profile.organization_id, readership=Readership.PUBLIC, cursor=asked.cursor
    )
    link_to_next(request, response, cursor=page.next_cursor)
    return {
        "results": [
            {
                "organization": {"name": one.name, "slug": one.slug},
                "strength": round(one.strength, 3),
                "kinds": [kind.value for kind in one.kinds],
                "first_on": one.first_on,
                "last_on": one.last_on,
                "facts": one.facts,
            }
            for one in page.rows
        ],
        "next": page.next_cursor or None,
    }


def _slug_of(identifier: str) -> str:
    try:
        organization_id = UUID(identifier)
    except ValueError:
        return identifier
    return slug_of_organization(organization_id=organization_id)
