"""The demonstration's pictures: drawn in the background after the rest, since drawing is slow."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import batched
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from maillage.directory.demo import render_picture
from maillage.directory.demo.types import DemoOrganization, DemoPicture
from maillage.directory.models import Photo, Profile, Reference
from maillage.directory.queries.completeness import facts_of_profile
from maillage.directory.rules.completeness import completeness_of
from maillage.directory.services.indexing import index
from maillage.stream.jobs_queue import defer_job

TASK = "maillage.directory.jobs.draw_demo_pictures"
WIDTH, HEIGHT = 900, 600
_JOB_SIZE = 12
_DRAWING = "drawing the demonstration's pictures"


def draw_pictures_later(*, organizations: Sequence[DemoOrganization], ids: Mapping[str, UUID]) -> int:
    """Enqueue the drawing of every picture, those that are told in full first; gives the number of pictures."""
    wanted = [picture for each in organizations if each.slug in ids for picture in _pictures_of(each, ids[each.slug])]
    for number, batch in enumerate(batched(wanted, _JOB_SIZE)):
        # One after the other: pages come before pictures on a small machine.
        defer_job(task=TASK, lock="demo-pictures", pictures=list(batch), number=number)
    return len(wanted)


def _pictures_of(each: DemoOrganization, of: UUID) -> Iterable[dict[str, Any]]:
    for position, picture in enumerate(each.pictures):
        yield _described(picture, of, position=position, title="")
    for reference in each.references:
        for position, picture in enumerate(reference.pictures):
            yield _described(picture, of, position=position, title=reference.title)


def _described(picture: DemoPicture, of: UUID, *, position: int, title: str) -> dict[str, Any]:
    return {
        "organization_id": str(of), "seed": picture.seed, "description": picture.alternative, "position": position,
        "reference_title": title,
    }  # fmt: skip


def draw_pictures(*, pictures: Sequence[Mapping[str, Any]]) -> None:
    """Draw some pictures and bring their profiles up to date; what is drawn already is not drawn again."""
    for picture in pictures:
        _draw(picture)
    touched = {UUID(picture["organization_id"]) for picture in pictures}
    with transaction.atomic():
        for organization_id in sorted(touched):
            rows = Profile.objects.across_scopes(reason=_DRAWING).filter(pk=organization_id)
            if rows.exists():
                rows.update(completeness=completeness_of(facts_of_profile(organization_id=organization_id)).score)
        index(touched)


def _draw(picture: Mapping[str, Any]) -> None:
    of, seed, title = UUID(picture["organization_id"]), int(picture["seed"]), picture["reference_title"]
    key = uuid5(NAMESPACE_OID, f"{of}:demo:{seed}:{title}")
    if Photo.objects.across_scopes(reason=_DRAWING).filter(pk=key).exists():
        return
    if not Profile.objects.across_scopes(reason=_DRAWING).filter(pk=of).exists():
        return  # the demonstration was reset meanwhile
    reference = None
    if title:
        reference = Reference.objects.across_scopes(reason=_DRAWING).filter(organization_id=of, title=title).first()
        if reference is None:
            return  # its people have removed or renamed it since
    name = f"photos/demo/{seed}-{WIDTH}.webp"
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(render_picture(seed=seed, width=WIDTH, height=HEIGHT)))
    Photo.objects.create(
        pk=key, organization_id=of, reference=reference, file=name, width=WIDTH, height=HEIGHT,
        description=picture["description"], position=picture["position"],
    )  # fmt: skip
