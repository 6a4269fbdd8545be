"""A past job that several organizations show together: the same words on each profile, each naming the others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from maillage.accounts.types import Actor
from maillage.directory.models import Edit, Profile, Skill
from maillage.directory.services.edits import record_edit
from maillage.directory.services.sections import KINDS, Document
from maillage.directory.types import EditState, Section, Source
from maillage.kit.errors import NotAllowed

type Change = Callable[[Document], Document]

_REASON = "a joint reference is written for organizations that have agreed to it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """An organization and what it did."""

    organization_id: UUID
    name: str
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JointReference:
    """What each profile says; `skills` are slugs, those that the taxonomy does not have are left out."""

    title: str
    description: str = ""
    client: str = ""
    place: str = ""
    year: int | None = None
    skills: Sequence[str] = ()
    credits: Sequence[Credit] = ()


@transaction.atomic
def show_joint_reference(
    *, actor: Actor, organization_id: UUID, reference_id: UUID, reference: JointReference, now: datetime
) -> bool:
    """Put a reference on a profile, or write it anew; its credits name everybody but the profile's owner.

    `actor`: the network itself: the caller has each owner's consent. An edit that waits for approval keeps waiting, the
    reference in it too. Gives False when the organization has no profile. Publishes `ProfileEdited`.
    Raises: NotAllowed, Invalid (too many references).
    """
    kind = KINDS[Section.REFERENCES]
    known = Skill.objects.filter(slug__in=list(reference.skills)).values_list("slug", flat=True)
    row: Document = {
        "id": str(reference_id), "title": reference.title, "description": reference.description,
        "client": reference.client, "place": reference.place, "year": reference.year, "url": "",
        "skills": sorted(known), "photos": [],
        "partners": [
            {"organization": str(one.organization_id), "name": one.name, "role": one.role}
            for one in reference.credits
            if one.organization_id != organization_id
        ],
    }  # fmt: skip

    def written(document: Document) -> Document:
        rows = document["references"]
        before = next((each for each in rows if each["id"] == row["id"]), None)
        if before is None:
            return {**document, "references": [row, *rows]}
        # Its owner's pictures and link stay.
        merged = {**row, "photos": before["photos"], "url": before["url"]}
        return {**document, "references": [merged if each["id"] == row["id"] else each for each in rows]}

    profile = _profile(actor, organization_id)
    if profile is None:
        return False
    kind.check(organization_id, written(kind.snapshot(organization_id)))
    _write(actor, profile, written, now=now)
    return True


@transaction.atomic
def hide_joint_reference(*, actor: Actor, organization_id: UUID, reference_id: UUID, now: datetime) -> bool:
    """Take a joint reference off a profile. Gives whether it was there. Publishes `ProfileEdited`.

    Raises: NotAllowed.
    """

    def without(document: Document) -> Document:
        kept = [each for each in document["references"] if each["id"] != str(reference_id)]
        return {**document, "references": kept}

    profile = _profile(actor, organization_id)
    return profile is not None and _write(actor, profile, without, now=now)


def _profile(actor: Actor, organization_id: UUID) -> Profile | None:
    if not actor.is_facilitator:
        raise NotAllowed
    rows = Profile.objects.across_scopes(reason=_REASON).select_for_update(of=("self",))
    found: Profile | None = rows.filter(pk=organization_id).first()
    return found


def _write(actor: Actor, profile: Profile, change: Change, *, now: datetime) -> bool:
    live = KINDS[Section.REFERENCES].snapshot(profile.pk)
    changed = change(live)
    waiting = (
        Edit.objects.across_scopes(reason=_REASON)
        .filter(organization_id=profile.pk, section=Section.REFERENCES.value, state=EditState.PENDING.value)
        .first()
    )
    if waiting is not None:
        # What is approved later replaces the section: it must not undo what is written now.
        waiting.before, waiting.after = changed, change(waiting.after)
        waiting.save(update_fields=["before", "after"])
    if changed == live:
        return False
    record_edit(
        actor=actor, profile=profile, section=Section.REFERENCES, document=changed, now=now,
        source=Source.ORGANIZATION,
    )  # fmt: skip
    return True
