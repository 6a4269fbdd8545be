"""The words of documents, in the language that is active when they are asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from maillage.matching.types import AnswerSection, ConsortiumForm


def words() -> dict[str, str]:
    """Give the short words that templates place."""
    return {
        "draft": pgettext("document", "DRAFT"), "digest": _("Signed content, SHA-256:"), "unsigned": _("Draft, not signed"),
        "kind_answer": _("Common answer"), "kind_agreement": _("Temporary consortium agreement"),
        "kind_candidacy": _("Letter of candidacy and appointment of the lead"),
        "kind_declaration": _("Declaration of the individual candidate or of a member of the consortium"),
        "to": pgettext("document", "For"), "need": _("need"), "who": _("Who we are"), "lead": pgettext("consortium", "lead"),
        "legal_form": _("Legal form"), "seat": _("Seat"), "people": _("People"), "website": _("Website"),
        "does": _("Takes on"), "parts_and_price": _("What we propose, and its price"), "part": _("Part"),
        "partner": _("Partner"), "rate": _("VAT"), "net": _("Excl. VAT"), "excl": _("excl. VAT"),
        "total_net": _("Total excl. VAT"), "total_gross": _("Total incl. VAT"), "calendar": _("Calendar"),
        "past_jobs": _("Past jobs"), "joined": _("Joined papers"), "between": _("Between:"), "seated": _("seated at"),
        "signatures": _("Signatures"), "name": _("Legal name"), "trade_name": _("Trade name"), "buyer": _("Buyer"),
        "signatures_sentence": _(
            "Each partner signs on the platform (name, role, time, fingerprint of the content); the boxes below serve those "
            "who also want a signature by hand."
        ),
        "name_role_signature": _("Name, role, date, signature"),
        "candidacy_note": _("The data of form DC1 (Code de la commande publique, art. R. 2143-3), in its order."),
        "declaration_note": _("The data of form DC2 (Code de la commande publique, art. R. 2143-3 and R. 2142-5), in its order."),
        "dc_buyer": _("The buyer"), "dc_subject": _("Subject of the consultation"), "dc_whole": _("What the candidacy is for"),
        "dc_candidate": _("The candidate"), "dc_identity": _("Identity"), "dc_honour": _("Sworn statements"),
        "dc_mandate": _("Appointment of the lead"), "dc_capacity": _("Capacities"), "turnover": _("Turnover excl. VAT"),
        "whole_turnover": _("In all"), "subject_turnover": _("In the subject of the contract"),
    }  # fmt: skip


SECTION_TITLES = {
    AnswerSection.UNDERSTANDING: lambda: _("Our understanding of the need"),
    AnswerSection.METHOD: lambda: _("How we will work"),
    AnswerSection.CALENDAR: lambda: _("Calendar, in words"),
    AnswerSection.MEANS: lambda: _("People and means"),
    AnswerSection.COMMITMENTS: lambda: _("Social and environmental commitments"),
}


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the agreement; `table`: the distribution of amounts follows its text."""

    title: str
    paragraphs: tuple[str, ...]
    table: bool = False


def form_sentence(consortium: Mapping[str, Any]) -> str:
    """Say how the partners are bound to the buyer, in one sentence; empty for one alone."""
    match ConsortiumForm(consortium["form"]):
        case ConsortiumForm.SOLIDAIRE:
            return _("We answer as a joint and several consortium: each partner is bound to the buyer for the whole.")
        case ConsortiumForm.CONJOINT if consortium["is_lead_liable"]:
            return _(
                "We answer as a several consortium: each partner is bound for its own parts, and the lead for each partner’s."
            )
        case ConsortiumForm.CONJOINT:
            return _("We answer as a several consortium: each partner is bound to the buyer for its own parts.")
        case _:
            return ""


def articles(content: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
    """Give the articles of a consortium agreement."""
    lead = next((one["legal_name"] for one in content["partners"] if one["is_lead"]), "")
    brief = content["brief"]
    buyer = brief["buyer_organization"] or brief["buyer"]
    told = (
        Article(_("Purpose"), (
            _("The partners answer together the need “%(title)s” of %(buyer)s (no. %(number)s), and carry it out together if "
              "their answer is accepted.") % {"title": brief["title"], "buyer": buyer, "number": f"B-{brief['number']}"},
        )),
        Article(_("Form of the consortium"), (form_sentence(content["consortium"]), _form_law(content["consortium"]))),
        Article(_("The lead"), (
            _("%(lead)s is appointed lead. It represents the partners before the buyer, sends the answer, receives and passes on "
              "what the buyer writes, and watches over the calendar.") % {"lead": lead},
            _("The lead signs nothing that changes another partner’s parts, amounts or dates without that partner’s written "
              "agreement."),
        )),
        Article(_("Distribution of tasks and amounts"), (
            _("Each partner carries out the parts that bear its name, for the amounts below."),), table=True),
        Article(_("Invoices and payment"), (
            _("Each partner invoices its own parts, unless the buyer asks for one invoice: the lead then pays each partner its "
              "share within ten days of receiving the money."),
            _("No partner takes a commission on another’s parts that is not written in the distribution above."),
        )),
        Article(_("Decisions and information"), (
            _("The partners decide together, by consent; when they do not agree, those who hold the part concerned decide. Each tells "
              "the others at once of what could delay or change the work."),
        )),
        Article(_("Confidentiality and results"), (
            _("What a partner learns of another or of the buyer stays between them. Each keeps what it held before; results belong "
              "to those who made them, within the rights given to the buyer. Each may show the work as a past job with the names of "
              "all."),
        )),
        Article(_("Insurance and legal duties"), (
            _("Each partner is insured for its own parts and keeps its certificates up to date in the document box (vigilance "
              "certificate: labour code, art. L. 8222-1 and D. 8222-5)."),
        )),
        Article(_("If a partner fails or leaves"), (
            _("A partner that cannot go on says so at once. The others take over its parts, or propose another organization to the "
              "buyer; the one that leaves bears what its departure costs, unless it is not at fault."),
        )),
        Article(_("Duration"), (
            _("This agreement begins when all have signed. It ends when the buyer declines the answer, or when the work is accepted and "
              "paid."),
        )),
        Article(_("Disagreements"), (
            _("The partners first ask %(network)s to mediate; failing an agreement within a month, the court of the lead’s seat "
              "decides.") % {"network": content["network"]},
        )),
    )  # fmt: skip
    return [asdict(article) for article in told]


def _form_law(consortium: Mapping[str, Any]) -> str:
    if consortium["form"] == ConsortiumForm.SOLIDAIRE.value:
        return _(
            "References: civil code, art. 1313; Code de la commande publique, art. R. 2142-20 for a public contract."
        )
    return _(
        "References: civil code, art. 1309; Code de la commande publique, art. R. 2142-20 and R. 2142-24 for a public contract."
    )


def honour() -> Sequence[str]:
    """Give the sworn statements of a candidacy."""
    return [
        _("no partner is in one of the cases that exclude from public contracts (Code de la commande publique, art. L. 2141-1 to "
          "L. 2141-5 and L. 2141-7 to L. 2141-10);"),
        _("each partner meets its duties on the employment of disabled workers (labour code, art. L. 5212-1 to L. 5212-11);"),
        _("what each declares of its capacities is exact, and its papers can be had on request."),
    ]  # fmt: skip


def mandate(content: Mapping[str, Any]) -> Sequence[str]:
    """Give the text by which partners appoint their lead; of one alone there is none."""
    lead = next((one["legal_name"] for one in content["partners"] if one["is_lead"]), "")
    if content["consortium"]["form"] == ConsortiumForm.ALONE.value:
        return [_("The candidate answers alone.")]
    return [
        _("The members of the consortium appoint %(lead)s as their lead (Code de la commande publique, art. R. 2142-23). They give "
          "it power to sign in their name and for their account the deed of undertaking and its later changes, and to represent them "
          "before the buyer.") % {"lead": lead},
        form_sentence(content["consortium"]),
    ]  # fmt: skip
