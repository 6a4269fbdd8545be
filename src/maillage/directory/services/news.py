"""News written by the office."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.text import slugify

from maillage.accounts.types import Actor
from maillage.directory.events import NewsPublished
from maillage.directory.models import NewsItem
from maillage.directory.queries.listed import listed_by_names
from maillage.kit.errors import Conflict, NotAllowed, NotFound
from maillage.kit.ids import new_id
from maillage.kit.images import clean_picture
from maillage.stream.services import publish

PICTURE_SIDE = 1400


@dataclass(frozen=True, slots=True)
class NewsText:
    """What is typed. `organization`: the name of a listed organization that the item is about, or empty."""

    title: str
    summary: str
    text: str
    organization: str = ""


@transaction.atomic
def write_news(
    *, actor: Actor, news_id: UUID | None, given: NewsText, base_version: int, now: datetime,
    picture: IO[bytes] | None = None, removes_picture: bool = False,
) -> NewsItem:  # fmt: skip
    """Write a new item (`news_id` unknown: it takes that id, so that a form sent twice makes one) or change one.

    `base_version`: the version that the person started from. The address of a published item stays.
    Raises: NotAllowed, Conflict, BadPicture.
    """
    if not actor.is_facilitator:
        raise NotAllowed
    item = NewsItem.objects.select_for_update().filter(pk=news_id).first() if news_id else None
    if item is None:
        item = NewsItem(pk=news_id or new_id(), author_id=actor.user_id, version=0)
    elif item.version != base_version and (item.title, item.summary, item.text) != (
        given.title,
        given.summary,
        given.text,
    ):
        raise Conflict
    item.title, item.summary, item.text = given.title, given.summary, given.text
    if item.published_at is None:
        item.slug = _free_slug(given.title, but=item.pk)
    by_name, _names = listed_by_names(names=[given.organization], ids=[]) if given.organization else ({}, {})
    found = by_name.get(given.organization.casefold(), "")
    item.organization_id = UUID(found) if found else None
    if picture is not None:
        item.picture = _keep(picture)
    elif removes_picture:
        item.picture = ""
    item.version += 1
    item.save()
    return item


def _keep(picture: IO[bytes]) -> str:
    clean = clean_picture(picture, longest_side=PICTURE_SIDE)
    name = f"news/{hashlib.sha256(clean.content).hexdigest()[:32]}.webp"
    return name if default_storage.exists(name) else default_storage.save(name, ContentFile(clean.content))


def _free_slug(title: str, *, but: UUID) -> str:
    base = slugify(title)[:80].strip("-") or "actualite"
    taken = set(NewsItem.objects.filter(slug__startswith=base).exclude(pk=but).values_list("slug", flat=True))
    return next(
        slug for slug in (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))) if slug not in taken
    )


@transaction.atomic
def publish_news(*, actor: Actor, news_id: UUID, now: datetime, is_published: bool = True) -> NewsItem:
    """Show an item to all, or take it back. Publishes `NewsPublished` the first time.

    Raises: NotAllowed, NotFound.
    """
    if not actor.is_facilitator:
        raise NotAllowed
    item = NewsItem.objects.select_for_update().filter(pk=news_id).first()
    if item is None:
        raise NotFound
    if is_published == (item.published_at is not None):
        return item
    item.published_at = now if is_published else None
    item.version += 1
    item.save(update_fields=["published_at", "version"])
    if is_published:
        publish(
            NewsPublished(
                at=now,
                actor_id=actor.user_id,
                object_id=item.pk,
                organization_id=item.organization_id,
                title=item.title,
            )
        )
    return item
