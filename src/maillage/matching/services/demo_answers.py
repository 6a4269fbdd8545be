"""The demonstration's briefs are answered: invitations, consortia, signed answers, decisions, through the usual services."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from maillage.accounts.types import Actor, OrganizationRole
from maillage.matching.demo import DemoBrief
from maillage.matching.models import Answer, AnswerPart, Brief, Invitation
from maillage.matching.queries.candidates import Ranked, rank_brief
from maillage.matching.queries.weights import network_weights
from maillage.matching.rules.answers import PartGiven
from maillage.matching.rules.consortia import PartnerGiven
from maillage.matching.services import conversation, invitations, shortlists
from maillage.matching.services.answers import deciding, sending, signing, writing
from maillage.matching.services.buyer_links import key_of
from maillage.matching.services.consortia import form_consortium
from maillage.matching.types import AnswerSection, BriefState, BuyerReason, ConsortiumForm, DeclineReason

_REASON = "the demonstration is written"
_METHOD = (
    "Nous commençons par une rencontre sur place, puis un calendrier partagé que vous suivez semaine après semaine.\n\n"
    "Une seule personne référente vous répond ; chaque étape se termine par un point où vous dites ce qui va et ce qui manque."
)
_UNDERSTANDING = (
    "Vous cherchez qui sait faire, près de chez vous, et reste joignable ensuite. Voici comment nous l’entendons."
)
_NAMES = ("Claire Petit", "Jean Moreau", "Aïcha Benali", "Loïc Kervella", "Inès Robert", "Paul Martinet", "Ewa Nowak")
_WORDS = (
    "Merci à toutes et tous : réponse claire, nous avançons avec vous.", "Le calendrier nous convient, le conseil a voté oui.",
    "Nous avons aimé que vous veniez voir avant de chiffrer.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Path:
    """A brief of the demonstration and its times: when it was told, and how long a step takes."""

    brief: Brief
    one: DemoBrief
    actor: Actor
    told: datetime
    step: timedelta
    number: int

    def at(self, steps: float) -> datetime:
        return self.told + self.step * steps


def keep_candidates(path: Path, /) -> Sequence[Sequence[PartnerGiven]]:
    """Keep candidates, and give the teams that will answer: the best one for each lot, or the best of all; then its rivals."""
    ranked = rank_brief(path.brief, now=path.at(2), today=timezone.localdate(path.at(2)), weights=network_weights())
    teams: list[Sequence[PartnerGiven]] = []
    wanted: list[UUID] = []
    for _answer in range(1 + path.one.rivals):
        team = _team(path.one, ranked, busy=wanted)
        if team:
            teams.append(team)
            wanted += [one.organization_id for one in team]
    others = [UUID(entry.organization_id) for entry in ranked.ranking.entries]
    kept = [*wanted, *(pk for pk in others if pk not in wanted)][: max(path.one.kept, len(wanted) + 1)]
    shortlists.keep_candidates(
        actor=path.actor, brief_id=path.brief.pk, organization_ids=kept, weights=network_weights(), now=path.at(2)
    )
    return teams


def _team(one: DemoBrief, ranked: Ranked, *, busy: Collection[UUID]) -> Sequence[PartnerGiven]:
    found = (ranked.organizations[entry.organization_id] for entry in ranked.ranking.entries)
    entries = [each for each in found if each.id not in busy]
    if not entries:
        return []
    if not one.lots:
        return [PartnerGiven(entries[0].id, (), one.skills)]
    chosen: dict[UUID, list[int]] = {}
    for lot in range(1, len(one.lots) + 1):
        asked = {slug for place, slug in enumerate(one.skills, start=1) if min(place, len(one.lots)) == lot}
        able = [each for each in entries if asked & {held.slug for held in each.skills}]
        fresh = [each for each in able if each.id not in chosen]
        taking = (fresh or able or entries)[0]
        chosen.setdefault(taking.id, []).append(lot)
    return [PartnerGiven(pk, tuple(lots)) for pk, lots in chosen.items()]


def ask(path: Path, team: Sequence[PartnerGiven], /, *, has_answers: bool) -> None:
    """Invite those kept; the team accepts, the others decline, are silent, or have not answered yet."""
    # Where answers are still waited for, they are due after the day on which the demonstration is written.
    hours = 27 if has_answers else min(27 + 9 * path.one.age_days, invitations.LONGEST_ANSWER_HOURS)
    sent = invitations.invite_wave(
        actor=path.actor, brief_id=path.brief.pk, count=len(team) + 1, answer_hours=hours, is_automatic=False,
        now=path.at(3),
    )  # fmt: skip
    answering = {one.organization_id for one in team}
    reasons = list(DeclineReason)[:-1]
    for place, invitation in enumerate(sent):
        actor = _partner(invitation.organization_id)
        if invitation.organization_id in answering and (has_answers or place == 0):
            invitations.accept_invitation(invitation_id=invitation.pk, actor=actor, now=path.at(3.2))
        elif has_answers and (path.number + place) % 4:
            reason = reasons[(path.number + place) % len(reasons)]
            invitations.decline_invitation(invitation_id=invitation.pk, actor=actor, reason=reason, now=path.at(3.3))
    if has_answers:
        rows = Invitation.objects.across_scopes(reason=_REASON).filter(brief=path.brief, state="sent")
        if rows.exists():
            invitations.advance_waves(now=path.at(4.5))


def write_answer(path: Path, team: Sequence[PartnerGiven], /) -> Answer:
    """Form the consortium and write its answer, up to its signature unless the brief stops before."""
    form = (
        ConsortiumForm.ALONE
        if len(team) == 1
        else (ConsortiumForm.CONJOINT, ConsortiumForm.SOLIDAIRE)[path.number % 3 == 0]
    )
    consortium = form_consortium(
        actor=path.actor, brief_id=path.brief.pk, partners=team, lead_id=team[0].organization_id, form=form,
        is_lead_liable=path.number % 2 == 0, now=path.at(5),
    )  # fmt: skip
    answer: Answer = Answer.objects.across_scopes(reason=_REASON).get(consortium=consortium)
    _price(path, answer)
    lead = _partner(team[0].organization_id)
    texts = ((AnswerSection.UNDERSTANDING, _UNDERSTANDING), (AnswerSection.METHOD, _METHOD))
    for section, text in texts if path.one.reached is not BriefState.ANSWERING else texts[:1]:
        writing.save_text(
            actor=lead, answer_id=answer.pk, organization_id=team[0].organization_id, section=section, text=text,
            seen_version=0, now=path.at(5.2),
        )  # fmt: skip
    return answer


def _price(path: Path, answer: Answer) -> None:
    parts = list(AnswerPart.objects.across_scopes(reason=_REASON).filter(answer=answer).order_by("position"))
    least, most = path.one.budget or (6_000, 9_000)
    whole = (least + (most - least) * (path.number % 7) // 6) // 50 * 50
    weights = [3 + (path.number + place) % 4 for place in range(len(parts))]
    first = timezone.localdate(path.at(9)) + timedelta(days=14)
    for place, (part, weight) in enumerate(zip(parts, weights, strict=True)):
        start = first + timedelta(days=20 * place)
        cents = whole * 100 * weight // sum(weights) // 1000 * 1000
        writing.change_part(
            actor=path.actor, answer_id=answer.pk, organization_id=part.organization_id, part_id=part.pk, seen_version=part.version,
            part=PartGiven(
                part.title, "", cents, (2000, 1000)[path.number % 5 == 0], start, start + timedelta(days=45), part.lot_id
            ),
        )  # fmt: skip


def sign_and_send(path: Path, answer: Answer, team: Sequence[PartnerGiven], /) -> None:
    """Have every partner sign, and the office send."""
    lead_id = team[0].organization_id
    signing.freeze_answer(actor=_partner(lead_id), answer_id=answer.pk, organization_id=lead_id, now=path.at(6))
    answer.refresh_from_db()
    for place, partner in enumerate(team):
        signing.sign_answer(
            actor=_partner(partner.organization_id), answer_id=answer.pk, organization_id=partner.organization_id,
            seen_digest=answer.digest, name=_NAMES[(path.number + place) % len(_NAMES)], role="gérance",
            now=path.at(6.2 + place / 10),
        )  # fmt: skip
    sending.send_answer(actor=path.actor, answer_id=answer.pk, now=path.at(7))


def decide(path: Path, answer: Answer, /) -> None:
    """Have the buyer ask, then choose or decline, as the brief says."""
    key = key_of(path.brief)
    if path.number % 3 == 0:
        question = sending.ask_about(
            key=key, answer_id=answer.pk, text="Pouvez-vous commencer une semaine plus tôt ?", now=path.at(7.5)
        )
        sending.reply_to_buyer(
            actor=path.actor, answer_id=answer.pk, organization_id=_lead_of(answer), question_id=question.pk,
            text="Oui, pour la première partie ; la suite garde ses dates.", now=path.at(7.7),
        )  # fmt: skip
    if path.one.reached is BriefState.AWARDED:
        deciding.award_as_buyer(key=key, answer_id=answer.pk, comment=_WORDS[path.number % 3], now=path.at(9))
    elif path.one.reached is BriefState.NOT_AWARDED:
        reason = (BuyerReason.PRICE, BuyerReason.DROPPED, BuyerReason.CALENDAR)[path.number % 3]
        deciding.decline_as_buyer(key=key, answer_id=answer.pk, reason=reason, comment="", now=path.at(9))


def _lead_of(answer: Answer) -> UUID:
    lead: UUID = (
        answer.consortium.partners.model.objects.across_scopes(reason=_REASON)
        .get(consortium_id=answer.consortium_id, is_lead=True)
        .organization_id
    )
    return lead


def _partner(organization_id: UUID) -> Actor:
    return Actor(organization_roles={organization_id: OrganizationRole.EDITOR}, reason="demonstration")


def talk(path: Path, /) -> None:
    """Have the office and the buyer write to each other, the office first."""
    words = path.one.words or ("Bonjour, nous avons bien lu votre besoin et cherchons qui peut y répondre.",)
    for place, text in enumerate(words):
        when = path.told + timedelta(hours=1 + path.number % 5 + 2 * place)
        if place % 2:
            conversation.write_as_buyer(key=key_of(path.brief), text=text, now=when)
        else:
            conversation.write_to_buyer(actor=path.actor, brief_id=path.brief.pk, text=text, now=when)
