"""What a profile holds, counted for its completeness."""

from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from maillage.directory.models import (
    Contact,
    Establishment,
    Offer,
    OrganizationSkill,
    Photo,
    Profile,
    Reference,
    ReferencePartner,
)
from maillage.directory.rules.completeness import ProfileFacts
from maillage.directory.types import EvidenceKind, ServedKind

_COUNTING = "counting what a profile holds"
_PROOFS = [EvidenceKind.REFERENCE.value, EvidenceKind.LABEL.value, EvidenceKind.DIPLOMA.value]


def facts_of_profile(*, organization_id: UUID) -> ProfileFacts:
    """Count what a profile holds: six queries."""
    of = {"organization_id": organization_id}
    profile = Profile.objects.across_scopes(reason=_COUNTING).select_related("organization").get(pk=organization_id)
    skills = (
        OrganizationSkill.objects.across_scopes(reason=_COUNTING)
        .filter(**of)
        .aggregate(
            all=Count("pk"),
            main=Count("pk", filter=Q(is_main=True)),
            proved=Count("pk", filter=Q(evidence_kind__in=_PROOFS)),
        )
    )
    places = (
        Establishment.objects.across_scopes(reason=_COUNTING)
        .filter(**of, closed_at__isnull=True)
        .aggregate(
            points=Count("pk", filter=Q(longitude__isnull=False)), hours=Count("pk", filter=~Q(opening_hours=""))
        )
    )
    partners = ReferencePartner.objects.across_scopes(reason=_COUNTING).filter(reference_id=OuterRef("pk"))
    pictures = Photo.objects.across_scopes(reason=_COUNTING).filter(reference_id=OuterRef("pk"))
    references = (
        Reference.objects.across_scopes(reason=_COUNTING)
        .filter(**of)
        .aggregate(all=Count("pk"), shown=Count("pk", filter=Q(Exists(partners)) | Q(Exists(pictures))))
    )
    return ProfileFacts(
        pitch_length=len(profile.pitch),
        description_length=len(profile.description),
        has_logo=bool(profile.logo),
        photos=Photo.objects.across_scopes(reason=_COUNTING).filter(**of, reference__isnull=True).count(),
        skills=skills["all"],
        has_main_skill=skills["main"] > 0,
        proved_skills=skills["proved"],
        places_with_point=places["points"],
        says_territory=profile.served_kind != ServedKind.UNSAID,
        public_contacts=Contact.objects.across_scopes(reason=_COUNTING).filter(**of, is_public=True).count(),
        has_website=bool(profile.website),
        offers=Offer.objects.across_scopes(reason=_COUNTING).filter(**of).count(),
        references=references["all"],
        shown_references=references["shown"],
        has_identifier=bool(profile.organization.siren or profile.rna),
        has_headcount_and_date=bool(profile.headcount_band and profile.founded_on),
        has_opening_hours=bool(profile.opening_hours) or places["hours"] > 0,
    )
