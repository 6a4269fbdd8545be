"""An answer as its partners, the office and its documents read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from maillage.accounts.queries import network
from maillage.directory.queries.sheets import PastJob, Sheet, past_jobs_of, sheets_of
from maillage.kit.errors import NotFound
from maillage.kit.pages import KeyPage, page_by_key
from maillage.matching.models import (
    Answer,
    AnswerComment,
    AnswerDocument,
    AnswerFile,
    AnswerPart,
    AnswerQuestion,
    AnswerText,
    BriefLot,
    ConsortiumPartner,
    FrozenAnswer,
    MovedRows,
    SignOff,
)
from maillage.matching.rules.answers import (
    Draft,
    GapFound,
    PartPriced,
    Signature,
    Totals,
    broken_at,
    gaps_of,
    totals_of,
)
from maillage.matching.types import AnswerSection, AnswerState, ConsortiumForm

_REASON = "what belongs to an answer at hand"


@dataclass(frozen=True, slots=True)
class PartnerShown:
    """A partner with its part of the whole. `amount_cents` excludes VAT; `signed`: on the document that stands now."""

    partner: ConsortiumPartner
    sheet: Sheet
    amount_cents: int
    percent: int
    signed: SignOff | None


@dataclass(frozen=True, slots=True)
class Workspace:
    """All that the page of an answer shows: a fixed number of queries, whatever the number of partners and parts."""

    answer: Answer
    partners: Sequence[PartnerShown]
    parts: Sequence[AnswerPart]
    lots: Sequence[BriefLot]
    texts: Mapping[AnswerSection, AnswerText]
    references: Sequence[PastJob]
    files: Sequence[AnswerFile]
    comments: Sequence[AnswerComment]
    questions: Sequence[AnswerQuestion]
    documents: Sequence[AnswerDocument]
    totals: Totals
    gaps: Sequence[GapFound]
    signatures_hold: bool

    @property
    def is_signed_by_all(self) -> bool:
        return bool(self.partners) and all(one.signed for one in self.partners)

    def partner(self, organization_id: UUID) -> PartnerShown | None:
        return next((one for one in self.partners if one.partner.organization_id == organization_id), None)


def workspace(answer: Answer, /) -> Workspace:
    """Gather an answer's page. The caller has checked who looks."""
    partners = _partners(answer)
    ids = [one.organization_id for one in partners]
    sheets = sheets_of(ids)
    parts = _parts(answer)
    lots = list(BriefLot.objects.across_scopes(reason=_REASON).filter(brief_id=answer.brief_id).order_by("position"))
    totals = totals_of(PartPriced(one.organization_id, one.amount_cents, one.vat_basis_points) for one in parts)
    texts = latest_texts(answer)
    offs = list(SignOff.objects.across_scopes(reason=_REASON).filter(answer=answer).order_by("signed_at", "id"))
    now_signed = signed_now(answer, offs, ids)
    return Workspace(
        answer=answer,
        partners=[
            PartnerShown(
                one, sheets[one.organization_id], totals.shares.get(one.organization_id, 0),
                totals.percent(one.organization_id), now_signed.get(one.organization_id),
            )
            for one in partners
        ],
        parts=parts, lots=lots, texts=texts,
        references=[job for job in past_jobs_of(ids) if job.id in set(answer.reference_ids)],
        files=_files(answer, ids), comments=_comments(answer), questions=questions_of(answer),
        documents=documents_of(answer), totals=totals,
        gaps=gaps_of(_draft(answer, partners, parts, lots, texts)),
        signatures_hold=broken_at(chain_of(offs)) is None,
    )  # fmt: skip


def signed_now(answer: Answer, offs: Sequence[SignOff], partner_ids: Sequence[UUID], /) -> dict[UUID, SignOff]:
    """Give the word that holds of each partner: one given by an organization that was merged into it holds for it."""
    signed = {one.organization_id: one for one in offs if answer.digest and one.digest == answer.digest}
    others = signed.keys() - set(partner_ids)
    if others:
        merged = MovedRows.objects.across_scopes(reason=_REASON).filter(absorbed_id__in=others)
        for absorbed_id, kept_id in merged.order_by("-at").values_list("absorbed_id", "kept_id"):
            signed.setdefault(kept_id, signed[absorbed_id])
    return signed


def _partners(answer: Answer) -> list[ConsortiumPartner]:
    rows = ConsortiumPartner.objects.across_scopes(reason=_REASON).select_related("organization")
    return list(rows.filter(consortium_id=answer.consortium_id, left_at=None).order_by("-is_lead", "joined_at", "id"))


def _parts(answer: Answer) -> list[AnswerPart]:
    rows = AnswerPart.objects.across_scopes(reason=_REASON).select_related("organization", "lot")
    return list(rows.filter(answer=answer).order_by("position", "id"))


def _files(answer: Answer, partner_ids: Sequence[UUID]) -> list[AnswerFile]:
    rows = AnswerFile.objects.across_scopes(reason=_REASON).select_related("organization")
    return list(rows.filter(answer=answer, organization_id__in=partner_ids).order_by("added_at", "id"))


def _comments(answer: Answer) -> list[AnswerComment]:
    rows = AnswerComment.objects.across_scopes(reason=_REASON).select_related("author", "organization")
    return list(rows.filter(answer=answer).order_by("written_at", "id"))


def latest_texts(answer: Answer, /) -> Mapping[AnswerSection, AnswerText]:
    """Give the version of each text that stands now."""
    rows = AnswerText.objects.across_scopes(reason=_REASON).select_related("saved_by").filter(answer=answer)
    return {AnswerSection(row.section): row for row in rows.order_by("section", "version")}


def text_versions(answer: Answer, section: AnswerSection, /) -> Sequence[AnswerText]:
    """Give every version of a text, latest first."""
    rows = AnswerText.objects.across_scopes(reason=_REASON).select_related("saved_by")
    return list(rows.filter(answer=answer, section=section.value).order_by("-version"))


def questions_of(answer: Answer, /) -> Sequence[AnswerQuestion]:
    """Give the buyer's questions, first asked first."""
    rows = AnswerQuestion.objects.across_scopes(reason=_REASON).select_related("replied_by")
    return list(rows.filter(answer=answer).order_by("asked_at", "id"))


def documents_of(answer: Answer, /) -> Sequence[AnswerDocument]:
    """Give the documents of the content that stands now; none while the answer is a draft."""
    rows = AnswerDocument.objects.across_scopes(reason=_REASON).select_related("partner")
    found = rows.filter(frozen__answer=answer, frozen__digest=answer.digest) if answer.digest else rows.none()
    return list(found.order_by("id"))


def chain_of(offs: Sequence[SignOff], /) -> list[tuple[Signature, str]]:
    """Give sign-offs as their chain is checked."""
    return [
        (
            Signature(str(one.organization_id), one.name, one.role, one.digest, one.signed_at.isoformat()),
            one.chain,
        )
        for one in offs
    ]


def _draft(
    answer: Answer, partners: Sequence[ConsortiumPartner], parts: Sequence[AnswerPart], lots: Sequence[BriefLot],
    texts: Mapping[AnswerSection, AnswerText],
) -> Draft:  # fmt: skip
    method = texts.get(AnswerSection.METHOD)
    return Draft(
        parts=[(one.organization_id, one.lot_id, one.title, one.amount_cents) for one in parts],
        partners={one.organization_id: one.organization.name for one in partners},
        lots={lot.pk: lot.title for lot in lots},
        method=method.text if method else "",
        has_lead=any(one.is_lead for one in partners),
        is_alone=answer.consortium.form == ConsortiumForm.ALONE.value,
    )


def content_of(space: Workspace, /) -> dict[str, Any]:
    """Give what is signed, as JSON values: everything that binds the partners or is told to the buyer."""
    answer, brief = space.answer, space.answer.brief
    return {
        "network": network().name,
        "brief": {
            "number": brief.number, "title": brief.title, "text": brief.text, "kind": brief.kind,
            "place": brief.place_label, "buyer": brief.buyer_name, "buyer_organization": brief.buyer_organization_name,
        },
        "answer": {
            "id": str(answer.pk), "title": answer.title, "language": answer.language, "valid_days": answer.valid_days,
        },
        "consortium": {
            "name": answer.consortium.name, "form": answer.consortium.form,
            "is_lead_liable": answer.consortium.is_lead_liable,
        },
        "partners": [_partner_content(one) for one in space.partners],
        "lots": [{"position": lot.position, "title": lot.title} for lot in space.lots],
        "parts": [
            {
                "position": one.position, "title": one.title, "description": one.description,
                "organization": str(one.organization_id), "lot": one.lot.position if one.lot else None,
                "amount_cents": one.amount_cents, "currency": one.currency, "vat_basis_points": one.vat_basis_points,
                "starts_on": one.starts_on.isoformat() if one.starts_on else None,
                "ends_on": one.ends_on.isoformat() if one.ends_on else None,
            }
            for one in space.parts
        ],
        "totals": {
            "net_cents": space.totals.net_cents, "gross_cents": space.totals.gross_cents,
            "vat": [[line.basis_points, line.base_cents, line.vat_cents] for line in space.totals.vat],
        },
        "texts": {section.value: space.texts[section].text for section in AnswerSection if section in space.texts},
        "references": [
            {
                "organization": str(job.organization_id), "title": job.title, "description": job.description,
                "client": job.client, "place": job.place, "year": job.year,
            }
            for job in space.references
        ],
        "files": sorted(
            ({"name": one.name, "kind": one.kind, "organization": str(one.organization_id), "digest": one.digest}
             for one in space.files),
            key=lambda file: (file["organization"], file["name"], file["digest"]),
        ),
    }  # fmt: skip


def _partner_content(one: PartnerShown) -> dict[str, Any]:
    sheet = one.sheet
    return {
        "id": str(sheet.id), "name": sheet.name, "legal_name": sheet.legal_name, "siren": sheet.siren, "siret": sheet.siret,
        "legal_form": sheet.legal_form, "street": sheet.street, "postal_code": sheet.postal_code, "commune": sheet.commune,
        "pitch": sheet.pitch, "website": sheet.website, "headcount_least": sheet.headcount_least,
        "headcount_most": sheet.headcount_most, "is_lead": one.partner.is_lead, "skills": list(one.partner.skills),
        "amount_cents": one.amount_cents,
    }  # fmt: skip


def answers_of_organization(*, organization_id: UUID, cursor: str = "") -> KeyPage[Any]:
    """Give the answers in which an organization is a partner, latest first.

    Raises: BadCursor.
    """
    mine = ConsortiumPartner.objects.across_scopes(reason=_REASON).filter(organization_id=organization_id, left_at=None)
    rows = Answer.objects.across_scopes(reason=_REASON).filter(consortium__in=mine.values("consortium_id"))
    return page_by_key(rows.select_related("brief", "consortium"), key=("-created_at", "-id"), cursor=cursor)


def answers_of_brief(*, brief_id: UUID) -> Sequence[Answer]:
    """Give the answers to a brief for the office, first written first."""
    rows = Answer.objects.across_scopes(reason=_REASON).select_related("brief", "consortium")
    return list(rows.filter(brief_id=brief_id).order_by("created_at", "id"))


def answers_before_buyer(*, brief_id: UUID) -> Sequence[Answer]:
    """Give the answers that a buyer has received, first sent first."""
    seen = [AnswerState.SENT.value, AnswerState.AWARDED.value, AnswerState.DECLINED.value]
    rows = Answer.objects.across_scopes(reason=_REASON).select_related("brief", "consortium")
    return list(rows.filter(brief_id=brief_id, state__in=seen, sent_at__isnull=False).order_by("sent_at", "id"))


def frozen_of(answer: Answer, /) -> FrozenAnswer:
    """Give the content that stands now.

    Raises: NotFound (a draft).
    """
    rows = FrozenAnswer.objects.across_scopes(reason=_REASON)
    found: FrozenAnswer | None = rows.filter(answer=answer, digest=answer.digest).first()
    if found is None:
        raise NotFound
    return found
