"""Listed organizations by name: to tie partners, to see whether a page exists already."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Lower

from maillage.accounts.models import Organization
from maillage.directory.models import Establishment, Profile
from maillage.directory.rules.identifiers import clean_digits

_PUBLIC = "names of listed organizations are public"


@dataclass(frozen=True, slots=True)
class Namesake:
    id: UUID
    name: str
    slug: str
    commune: str
    is_claimed: bool


def listed_by_names(*, names: Sequence[str], ids: Sequence[UUID]) -> tuple[dict[str, str], dict[str, str]]:
    """Give the id of each name (case-folded) that one listed organization bears, and the name of each id that is listed."""
    rows = (
        Profile.objects.public()
        .annotate(folded=Lower("organization__name"))
        .filter(Q(folded__in=[name.lower() for name in names]) | Q(pk__in=ids))
        .values_list("pk", "organization__name")
    )
    by_name: dict[str, str] = {}
    by_id: dict[str, str] = {}
    for key, name in rows:
        by_id[str(key)] = name
        # A name borne by two organizations names neither.
        by_name[name.casefold()] = "" if name.casefold() in by_name else str(key)
    return by_name, by_id


def namesakes(*, text: str, limit: int = 10) -> list[Namesake]:
    """Give the listed organizations that a name, a SIREN or a SIRET may mean, the likeliest first."""
    digits = clean_digits(text)
    office = (
        Establishment.objects.across_scopes(reason=_PUBLIC)
        .filter(organization_id=OuterRef("pk"), closed_at__isnull=True)
        .order_by("-is_head_office")
    )
    rows = Profile.objects.public().select_related("organization")
    if digits.isdigit() and len(digits) in {9, 14}:
        rows = rows.filter(organization__siren=digits[:9])
    else:
        rows = (
            rows.annotate(likeness=TrigramWordSimilarity(text[:120], "organization__name"))
            .filter(
                Q(organization__name__icontains=text[:120]) | Q(organization__name__trigram_word_similar=text[:120])
            )
            .order_by(F("likeness").desc(), "organization__name")
        )
    found = rows.annotate(commune=Subquery(office.values("commune_name")[:1])).values_list(
        "pk", "organization__name", "organization__slug", "commune", "claimed_at"
    )
    return [
        Namesake(key, name, slug, commune or "", is_claimed=claimed_at is not None)
        for key, name, slug, commune, claimed_at in found[:limit]
    ]


def holder_of_siren(*, siren: str) -> Organization | None:
    """Give the organization that has a SIREN."""
    return Organization.objects.filter(siren=siren).first()


def organization_slug(*, organization_id: UUID) -> str:
    """Give the word by which addresses name an organization."""
    return Organization.objects.values_list("slug", flat=True).get(pk=organization_id)
