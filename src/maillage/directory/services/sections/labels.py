"""The labels and certificates that an organization holds."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from maillage.directory.models import Label, OrganizationLabel
from maillage.directory.services.sections.document import Document, SectionKind, day_of, day_text, own_rows
from maillage.directory.types import Section, Source
from maillage.kit.errors import Invalid


def snapshot(organization_id: UUID) -> Document:
    rows = own_rows(OrganizationLabel, organization_id).select_related("label").order_by("label__slug")
    return {
        "labels": [
            {
                "slug": row.label.slug,
                "number": row.number,
                "issued_on": day_text(row.issued_on),
                "expires_on": day_text(row.expires_on),
            }
            for row in rows
        ]
    }


def check(organization_id: UUID, document: Document) -> None:
    """Raises: Invalid."""
    slugs = [row["slug"] for row in document["labels"]]
    if len(slugs) != len(set(slugs)):
        raise Invalid(_("A label is chosen twice."), field="labels")
    if set(slugs) - set(Label.objects.filter(slug__in=slugs).values_list("slug", flat=True)):
        raise Invalid(_("Choose a label of the list."), field="labels")
    if any(
        row["issued_on"] and row["expires_on"] and row["expires_on"] < row["issued_on"] for row in document["labels"]
    ):
        raise Invalid(_("A label cannot expire before it was issued."), field="expires_on")


def apply(organization_id: UUID, document: Document, source: Source, now: datetime) -> None:
    ids = dict(Label.objects.filter(slug__in=[row["slug"] for row in document["labels"]]).values_list("slug", "pk"))
    own = own_rows(OrganizationLabel, organization_id)
    own.exclude(label_id__in=ids.values()).delete()
    known = {row.label_id: row for row in own}
    for row in document["labels"]:
        if row["slug"] not in ids:
            continue
        held = known.get(ids[row["slug"]]) or OrganizationLabel(
            organization_id=organization_id, label_id=ids[row["slug"]]
        )
        held.number, held.source = row["number"], source.value
        held.issued_on, held.expires_on = day_of(row["issued_on"]), day_of(row["expires_on"])
        held.save()


KIND = SectionKind(Section.LABELS, snapshot, check, apply, {})
