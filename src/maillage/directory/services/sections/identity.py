"""Names, identifiers, legal form and size."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import Organization
from maillage.accounts.services.identity import change_identity, siren_is_taken
from maillage.accounts.types import Family
from maillage.directory.models import Profile
from maillage.directory.rules.identifiers import clean_naf, clean_rna, is_siren
from maillage.directory.services.sections.document import Document, SectionKind, day_of, day_text, own_rows, picked
from maillage.directory.types import Section, Source
from maillage.kit.errors import Invalid

_NAMES = ("name", "legal_name", "siren", "legal_form_code", "family")
_FACTS = ("trade_names", "headcount_band", "naf_code", "rna")


def snapshot(organization_id: UUID) -> Document:
    organization = Organization.objects.get(pk=organization_id)
    profile = own_rows(Profile, organization_id).get()
    return {
        **picked(organization, _NAMES),
        "siren": organization.siren or "",
        **picked(profile, _FACTS),
        "founded_on": day_text(profile.founded_on),
    }


def check(organization_id: UUID, document: Document) -> None:
    """Raises: Invalid."""
    if not document["name"].strip():
        raise Invalid(_("Give the name that people know you by."), field="name")
    if document["siren"] and not is_siren(document["siren"]):
        raise Invalid(_("This is not a SIREN: nine digits, the last of which is a check digit."), field="siren")
    if document["siren"] and siren_is_taken(siren=document["siren"], but_by=organization_id):
        raise Invalid(_("Another organization of the directory has this SIREN."), field="siren")
    if document["family"] not in Family:
        raise Invalid(_("Choose a family of the list."), field="family")
    if document["rna"] and not clean_rna(document["rna"]):
        raise Invalid(_("An RNA number is a W followed by nine digits or letters."), field="rna")
    if document["naf_code"] and not clean_naf(document["naf_code"]):
        raise Invalid(_("A NAF code looks like 62.01Z."), field="naf_code")


def apply(organization_id: UUID, document: Document, source: Source, now: datetime) -> None:
    change_identity(
        organization_id=organization_id,
        name=document["name"],
        legal_name=document["legal_name"],
        siren=document["siren"] or None,
        legal_form_code=document["legal_form_code"],
        family=Family(document["family"]),
    )
    own_rows(Profile, organization_id).update(
        trade_names=document["trade_names"],
        headcount_band=document["headcount_band"],
        naf_code=clean_naf(document["naf_code"]),
        rna=clean_rna(document["rna"]),
        founded_on=day_of(document["founded_on"]),
    )


KIND = SectionKind(Section.IDENTITY, snapshot, check, apply, {})
