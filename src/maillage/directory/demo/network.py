"""Builds the whole fictional network from a seed and a day."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from maillage.accounts.types import NetworkRole, OrganizationRole
from maillage.directory.demo.content_files import Block, read_blocks
from maillage.directory.demo.drafts import Draft
from maillage.directory.demo.flagship_drafts import Flagship, add_flagship_references, read_flagships
from maillage.directory.demo.identifiers import draw_sirens, slug_of
from maillage.directory.demo.mesh import add_references
from maillage.directory.demo.organizations import complete
from maillage.directory.demo.trade_drafts import draw_trade_drafts
from maillage.directory.demo.types import DemoMembership, DemoNetwork, DemoNews, DemoOrganization, DemoPerson
from maillage.directory.demo.typography import typeset

DEFAULT_SEED = 1844  # the Rochdale pioneers open their shop

_CHARTER = """\
Le réseau Fil à fil réunit des coopératives, des associations et des mutuelles qui préfèrent répondre ensemble que seules.

1. **Dire vrai.** Chacun décrit ce qu'il sait faire, preuves à l'appui, et dit ce qu'il ne sait pas faire.
2. **Chercher d'abord parmi les membres.** Avant d'acheter ailleurs, on regarde qui, dans le réseau, peut répondre.
3. **Partager le travail.** Une demande trop grande se partage ; une demande mal placée se transmet, sans commission.
4. **Décider à égalité.** Une structure, une voix, quelle que soit sa taille.
5. **Rendre compte.** Les comptes du réseau et les votes de l'assemblée sont lus par tous.
"""

_PEOPLE: tuple[tuple[str, str, str, NetworkRole | None, str, OrganizationRole | None], ...] = (
    ("amina", "Amina", "Cherif", None, "la-bobine", OrganizationRole.OWNER),
    ("bruno", "Bruno", "Delage", None, "la-bobine", OrganizationRole.EDITOR),
    ("chloe", "Chloé", "Marchetti", None, "la-bobine", OrganizationRole.MEMBER),
    ("driss", "Driss", "Ouali", None, "encre-commune", OrganizationRole.OWNER),
    ("elise", "Élise", "Fournier", None, "", None),
    ("farida", "Farida", "Le Bihan", NetworkRole.FACILITATOR, "", None),
    ("gabriel", "Gabriel", "Nkemelu", NetworkRole.ADMINISTRATOR, "", None),
)


def build_demo(*, seed: int = DEFAULT_SEED, today: date) -> DemoNetwork:
    """Build the fictional network; the same seed and day give the same network.

    `today`: the day on which the network is looked at; news, labels and references are dated from it.
    """
    flagships = read_flagships(seed=seed, today=today)
    drafts = [*(flagship.draft for flagship in flagships), *draw_trade_drafts(seed=seed, today=today)]
    _keep_slugs_apart(drafts)
    add_flagship_references(flagships=flagships, drafts=drafts, today=today)
    add_references(drafts=drafts, today=today)
    organizations = tuple(_organizations(drafts, flagships, seed=seed, today=today))
    return DemoNetwork(
        name="Fil à fil",
        tagline=typeset("Des coopératives qui se connaissent et qui répondent ensemble."),
        charter=typeset(_CHARTER),
        organizations=organizations,
        news=tuple(_news(block, today=today) for block in read_blocks(folder="news")),
        people=_people(),
    )


def _keep_slugs_apart(drafts: list[Draft]) -> None:
    seen: set[str] = set()
    for draft in drafts:
        if draft.slug in seen:
            raise ValueError(f"Two organizations of the demonstration have the slug {draft.slug!r}.")
        seen.add(draft.slug)


def _organizations(drafts: list[Draft], flagships: list[Flagship], *, seed: int, today: date) -> list[DemoOrganization]:
    told = {flagship.draft.slug: flagship for flagship in flagships}
    sirens = draw_sirens(count=len(drafts), random=Random(f"{seed}:siren"))
    return [
        complete(draft, siren=siren, today=today, flagship=told.get(draft.slug))
        for draft, siren in zip(drafts, sirens, strict=True)
    ]


def _news(block: Block, *, today: date) -> DemoNews:
    title = typeset(block.one("title"))
    organizations = block.one("about")
    return DemoNews(
        slug=slug_of(block.key),
        title=title,
        summary=typeset(block.one("summary")),
        body=typeset(block.text),
        published_on=today - timedelta(days=int(block.one("days"))),
        organizations=tuple(organizations.split(", ")) if organizations else (),
    )


def _people() -> tuple[DemoPerson, ...]:
    return tuple(
        DemoPerson(
            email=f"{mailbox}@maillage.example",
            given_name=given,
            family_name=family,
            language="fr",
            network_role=network_role,
            memberships=(DemoMembership(organization, role),) if role else (),
        )
        for mailbox, given, family, network_role, organization, role in _PEOPLE
    )
