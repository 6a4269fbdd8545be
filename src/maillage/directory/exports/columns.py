"""The columns of tables: names for programs, labels for people."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from maillage.directory.exports.types import ExportedFile, ExportedOrganization, ExportedTerm

type Cell = str | float | bool | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """`is_code`: digits that are a name, whose zeros in front count."""

    name: str
    label: Any
    value: Callable[[ExportedOrganization], Cell]
    is_code: bool = False


def _slugs(terms: tuple[ExportedTerm, ...]) -> str:
    return ", ".join(term.slug for term in terms)


def _names(terms: tuple[ExportedTerm, ...]) -> str:
    return ", ".join(term.name for term in terms)


def rounded(degrees: float | None) -> float | None:
    """Give degrees to six decimals: a decimetre."""
    return None if degrees is None else round(degrees, 6)


COLUMNS = (
    Column("id", _("Identifier"), lambda one: str(one.id)),
    Column("name", _("Name"), lambda one: one.name),
    Column("legal_name", _("Legal name"), lambda one: one.legal_name),
    Column("siren", _("SIREN"), lambda one: one.siren, is_code=True),
    Column("siret", _("SIRET"), lambda one: one.siret, is_code=True),
    Column("rna", _("RNA number"), lambda one: one.rna),
    Column("family", _("Family"), lambda one: one.family),
    Column("legal_form_code", _("Legal form"), lambda one: one.legal_form_code, is_code=True),
    Column("naf_code", _("Main activity code (NAF)"), lambda one: one.naf_code),
    Column("skills", _("Skills"), lambda one: _names(one.skills)),
    Column("skill_slugs", _("Codes of the skills"), lambda one: _slugs(one.skills)),
    Column("sectors", _("Sectors"), lambda one: ", ".join(dict.fromkeys(term.sector_name for term in one.skills))),
    Column("pitch", _("In one sentence"), lambda one: one.pitch),
    Column("street", _("Address"), lambda one: one.street),
    Column("postal_code", _("Postal code"), lambda one: one.postal_code, is_code=True),
    Column("commune", _("Commune"), lambda one: one.commune),
    Column("commune_code", _("Commune code"), lambda one: one.commune_code, is_code=True),
    Column("department_code", _("Département"), lambda one: one.department_code, is_code=True),
    Column("region", _("Region"), lambda one: one.region),
    Column("country_code", _("Country"), lambda one: one.country_code),
    Column("latitude", _("Latitude"), lambda one: rounded(one.latitude)),
    Column("longitude", _("Longitude"), lambda one: rounded(one.longitude)),
    Column("precision", _("Exactness of the point"), lambda one: one.precision),
    Column("served_territory", _("Territory served"), lambda one: ", ".join(one.served_names)),
    Column("website", _("Website"), lambda one: one.website),
    Column("founded_on", _("Created on"), lambda one: one.founded_on),
    Column("headcount_band", _("Headcount"), lambda one: one.headcount_band, is_code=True),
    Column("labels", _("Labels"), lambda one: _names(one.labels)),
    Column("is_member", _("Member of the network"), lambda one: one.is_member),
    Column("url", _("Page"), lambda one: one.url),
    Column("source", _("Source"), lambda one: ", ".join(one.sources)),
    Column("updated_at", _("Last change"), lambda one: one.updated_at.date()),
)
LICENCE_LABEL = _("Licence")


def header(*, for_people: bool) -> list[str]:
    """Give the first line of a table."""
    names = [str(column.label) if for_people else column.name for column in COLUMNS]
    return [*names, str(LICENCE_LABEL) if for_people else "licence"]


def values(one: ExportedOrganization, *, about: ExportedFile) -> list[Cell]:
    """Give the cells of a line; the licence stands on each, since lines travel without their file."""
    return [*(column.value(one) for column in COLUMNS), about.licence_name]
