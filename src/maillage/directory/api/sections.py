"""Sections of a profile, read and written by an organization's own software."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy, gettext_noop
from ninja import Body, Header, Router, Schema

from maillage.accounts.types import Actor
from maillage.directory.api.access import WRITING, actor_with
from maillage.directory.api.answers import WRITE_PROBLEMS
from maillage.directory.api.organizations import ORGANIZATION, slug_of
from maillage.directory.queries import profiles as profile_queries
from maillage.directory.schemas.sections import OffersChange, PresentationChange, SectionState, SkillsChange
from maillage.directory.services import edits
from maillage.directory.types import Section
from maillage.kit.errors import Conflict

router = Router(tags=["sections"], **WRITING)
IF_MATCH = Header(
    "", alias="If-Match", max_length=80, description=gettext_noop("The ETag of the section as it was read.")
)
READ: dict[str, Any] = {
    "response": {200: SectionState, **WRITE_PROBLEMS},
    "summary": gettext_noop("Read a section of one's own profile"),
    "description": gettext_noop("As its people edit it. The ETag says which version it is."),
}
CHANGE: dict[str, Any] = {
    "response": {200: SectionState, **WRITE_PROBLEMS, 412: WRITE_PROBLEMS[409]},
    "summary": gettext_noop("Change a section of one's own profile"),
    "description": gettext_noop(
        "Needs a token with the scope directory:write, of somebody who may edit the profile. "
        "With If-Match the change is refused when somebody else has changed the section since it was read."
    ),
}


class Outdated(Conflict):
    """The section is not what If-Match names any more."""

    message = gettext_lazy("This section was changed since you read it: read it again, then send your change.")
    status = 412
    code = "outdated"


def _path(section: Section) -> str:
    return f"/organizations/{{organization}}/sections/{section.value}"


@router.get(_path(Section.PRESENTATION), url_name="section_presentation", operation_id="read_presentation", **READ)
def presentation(request: HttpRequest, response: HttpResponse, organization: str = ORGANIZATION) -> Any:
    return _read(request, response, organization, Section.PRESENTATION)


@router.patch(
    _path(Section.PRESENTATION), url_name="section_presentation", operation_id="change_presentation", **CHANGE
)
def presentation_change(
    request: HttpRequest,
    response: HttpResponse,
    change: Body[PresentationChange],
    organization: str = ORGANIZATION,
    if_match: str = IF_MATCH,
) -> Any:
    return _change(request, response, organization, Section.PRESENTATION, change, if_match)


@router.get(_path(Section.SKILLS), url_name="section_skills", operation_id="read_own_skills", **READ)
def skills(request: HttpRequest, response: HttpResponse, organization: str = ORGANIZATION) -> Any:
    return _read(request, response, organization, Section.SKILLS)


@router.patch(_path(Section.SKILLS), url_name="section_skills", operation_id="change_own_skills", **CHANGE)
def skills_change(
    request: HttpRequest,
    response: HttpResponse,
    change: Body[SkillsChange],
    organization: str = ORGANIZATION,
    if_match: str = IF_MATCH,
) -> Any:
    return _change(request, response, organization, Section.SKILLS, change, if_match)


@router.get(_path(Section.OFFERS), url_name="section_offers", operation_id="read_own_offers", **READ)
def offers(request: HttpRequest, response: HttpResponse, organization: str = ORGANIZATION) -> Any:
    return _read(request, response, organization, Section.OFFERS)


@router.patch(_path(Section.OFFERS), url_name="section_offers", operation_id="change_own_offers", **CHANGE)
def offers_change(
    request: HttpRequest,
    response: HttpResponse,
    change: Body[OffersChange],
    organization: str = ORGANIZATION,
    if_match: str = IF_MATCH,
) -> Any:
    return _change(request, response, organization, Section.OFFERS, change, if_match)


def _working(actor: Actor, identifier: str, section: Section) -> tuple[Any, edits.Working]:
    profile = profile_queries.visible_profile(slug=slug_of(identifier), actor=actor)
    return profile, edits.working_document(actor=actor, organization_id=profile.organization_id, section=section)


def _read(request: HttpRequest, response: HttpResponse, identifier: str, section: Section) -> dict[str, Any]:
    _profile, working = _working(actor_with(request, scope="directory:read"), identifier, section)
    return _state(response, section, working)


def _change(
    request: HttpRequest, response: HttpResponse, identifier: str, section: Section, change: Schema, if_match: str
) -> dict[str, Any]:
    actor = actor_with(request, scope="directory:write")
    profile, working = _working(actor, identifier, section)
    try:
        edits.edit_section(
            actor=actor,
            organization_id=profile.organization_id,
            section=section,
            document={
                **working.document,
                **change.model_dump(mode="json", exclude_unset=section is Section.PRESENTATION),
            },
            base_version=if_match.removeprefix("W/").strip('"') or working.version,
            now=timezone.now(),
        )
    except edits.SectionChanged:
        raise Outdated(field="If-Match") from None
    _profile, after = _working(actor, identifier, section)
    return _state(response, section, after)


def _state(response: HttpResponse, section: Section, working: edits.Working) -> dict[str, Any]:
    response["ETag"] = f'"{working.version}"'
    return {
        "section": section.value,
        "document": working.document,
        "version": working.version,
        "is_pending": working.pending is not None,
    }
