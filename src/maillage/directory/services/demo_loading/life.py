"""What goes on in the demonstration: claims, edits, messages, kept searches, readers, through the services of real life."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from maillage.accounts.queries import actor_of
from maillage.accounts.types import Actor
from maillage.directory.demo.types import DemoNetwork
from maillage.directory.demo.typography import typeset
from maillage.directory.models import NewsItem, SearchMiss
from maillage.directory.services.claims import start_claim
from maillage.directory.services.demo_loading.organizations import at_nine
from maillage.directory.services.edits import edit_section, working_document
from maillage.directory.services.listing import request_listing
from maillage.directory.services.messages import Message, write_to_organization
from maillage.directory.services.office_messages import write_to_office
from maillage.directory.services.saved_searches import save_search
from maillage.directory.types import ClaimMethod, Section

_WEEKS = 9

_CLAIMS = (
    (
        "J'ai rejoint la structure en janvier comme responsable de la communication ; la gérante peut vous le confirmer.",
        3,
    ),
    ("Je suis associée depuis 2019 et je tiens le site. Notre adresse de contact ne fonctionne plus.", 27),
    ("Trésorier de l'association, élu à la dernière assemblée générale : je peux envoyer le procès-verbal.", 75),
)
_OFFICE_MESSAGES = (
    (
        "Rencontrer le réseau", "Sabine Roche", "sabine.roche@mairie.example",
        "Notre commune ouvre une maison de l'économie sociale. Quelqu'un du réseau pourrait-il venir la présenter à "
        "nos associations un soir de la semaine du 14 ?", 6,
    ),
    (
        "Reprise de notre atelier", "Marc Aubry", "marc.aubry@menuiserie.example",
        "Je pars à la retraite dans deux ans et mes quatre salariés pensent à une Scop. Qui peut nous dire par où "
        "commencer ?", 30,
    ),
)  # fmt: skip
_MESSAGES = (
    (
        "la-bobine", "Deux tournées par semaine", "Inès Vidal", "ines.vidal@librairie.example",
        "Bonjour, nous sommes trois libraires de la Presqu'île et cherchons deux tournées par semaine, le mardi et le "
        "jeudi, environ quarante colis. Pouvez-vous passer nous voir ?", 4,
    ),
    (
        "la-bobine", "Analyses du samedi", "Paul Guérin", "paul.guerin@laboratoire.example",
        "Roulez-vous aussi le samedi matin ? Nous avons deux points de collecte à la Guillotière.", 50,
    ),
    (
        "encre-commune", "Affiches pour un festival", "Lucie Perrot", "lucie.perrot@festival.example",
        "Il nous faudrait 300 affiches en 60 × 80 sur papier recyclé pour le 10. Est-ce possible, et à quel prix ?", 20,
    ),
)  # fmt: skip
_SEARCHES = (
    ("amina@maillage.example", "Cuisines autour de Lyon", "q=cuisine&place=department:69", "weekly"),
    ("driss@maillage.example", "Papier et reliure", "q=papier+recyclé", "daily"),
    (
        "farida@maillage.example",
        "Rénovation en Occitanie",
        "skill=renovation-ecoconstruction&place=region:76",
        "weekly",
    ),
)
_MISSES = (
    ("désamiantage", "Saint-Étienne", (4, 6, 9)), ("pompes funèbres coopératives", "", (3, 5, 4)),
    ("location de grue", "Nantes", (2, 2, 5)), ("interprète ukrainien", "Clermont-Ferrand", (0, 3, 4)),
    ("crèche parentale", "Guéret", (2, 4, 3)), ("huissier", "", (1, 0, 2)), ("taxi à la demande", "Mende", (3, 3, 6)),
    ("vétérinaire", "Aurillac", (0, 2, 3)), ("désamiantage", "Le Havre", (1, 2, 2)), ("hydravion", "", (0, 0, 1)),
    ("ramonage", "Bastia", (1, 3, 2)), ("déménagement de piano", "Lille", (2, 1, 1)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cast:
    """Who does things: ids of people by address, of organizations by slug, and slugs by how they stand."""

    people: Mapping[str, UUID]
    organizations: Mapping[str, UUID]
    unclaimed: Sequence[str]
    drafts: Mapping[str, str]

    def actor(self, email: str) -> Actor:
        return actor_of(user_id=self.people[email])


def bring_to_life(*, demo: DemoNetwork, cast: Cast, seed: int, now: datetime) -> None:
    """Write what happened in the last weeks, so that every page of people and of the office has something to show."""
    _write_news(demo, cast, now=now)
    _claim(cast, now=now)
    _edit(cast, now=now)
    for slug, owner in cast.drafts.items():
        request_listing(actor=cast.actor(owner), organization_id=cast.organizations[slug], now=now - timedelta(hours=9))
    _write_messages(cast, now=now)
    for email, name, query, frequency in _SEARCHES:
        if email in cast.people:
            save_search(
                actor=cast.actor(email), name=name, query=query, frequency=frequency, now=now - timedelta(days=2)
            )
    _count_misses(today=now.date())
    _count_readers(cast, seed=seed, today=now.date())


def _write_news(demo: DemoNetwork, cast: Cast, *, now: datetime) -> None:
    author = next((cast.people.get(person.email) for person in demo.people if person.network_role), None)
    NewsItem.objects.bulk_create(
        (
            NewsItem(
                slug=item.slug, title=item.title, summary=item.summary, text=item.body, author_id=author,
                organization_id=next((cast.organizations.get(slug) for slug in item.organizations), None),
                published_at=at_nine(item.published_on, now=now),
            )
            for item in demo.news
        ),
        ignore_conflicts=True,
    )  # fmt: skip


def _claim(cast: Cast, *, now: datetime) -> None:
    claimants = [email for email in sorted(cast.people) if email.endswith("@courriel.example")]
    for email, slug, (message, hours) in zip(claimants, cast.unclaimed, _CLAIMS, strict=False):
        start_claim(
            actor=cast.actor(email), organization_id=cast.organizations[slug], method=ClaimMethod.APPROVAL,
            message=typeset(message), now=now - timedelta(hours=hours),
        )  # fmt: skip


def _edit(cast: Cast, *, now: datetime) -> None:
    for email, slug, section, change, hours in (
        ("amina@maillage.example", "la-bobine", Section.PRESENTATION, _add_winter_hours, 2),
        ("amina@maillage.example", "la-bobine", Section.OFFERS, _raise_price, 26),
        ("driss@maillage.example", "encre-commune", Section.IDENTITY, _add_trade_name, 49),
        ("driss@maillage.example", "encre-commune", Section.PRESENTATION, _add_language, 50),
    ):
        if slug not in cast.organizations or email not in cast.people:
            continue
        actor, of = cast.actor(email), cast.organizations[slug]
        working = working_document(actor=actor, organization_id=of, section=section)
        edit_section(
            actor=actor, organization_id=of, section=section, document=change(working.document),
            base_version=working.version, now=now - timedelta(hours=hours),
        )  # fmt: skip


def _add_winter_hours(document: dict[str, Any]) -> dict[str, Any]:
    text = typeset(
        "\n\n## Cet hiver\n\nDe décembre à février, la dernière course part à 19 h : la nuit, on roule à deux."
    )
    return {**document, "description": document["description"] + text}


def _raise_price(document: dict[str, Any]) -> dict[str, Any]:
    first, *others = document["offers"]
    return {**document, "offers": [{**first, "price": typeset("9,40 €")}, *others]}


def _add_trade_name(document: dict[str, Any]) -> dict[str, Any]:
    return {**document, "trade_names": [*document["trade_names"], "Les Presses d’Encre commune"]}


def _add_language(document: dict[str, Any]) -> dict[str, Any]:
    return {**document, "languages": [*document["languages"], *({"it"} - set(document["languages"]))]}


def _write_messages(cast: Cast, *, now: datetime) -> None:
    visitor = Actor()
    for number, (subject, name, email, text, hours) in enumerate(_OFFICE_MESSAGES):
        write_to_office(
            actor=visitor, sender_key=f"demo {number}", now=now - timedelta(hours=hours),
            message=Message(sender_name=name, sender_email=email, subject=subject, text=typeset(text)),
        )  # fmt: skip
    for number, (slug, subject, name, email, text, hours) in enumerate(_MESSAGES):
        if slug in cast.organizations:
            write_to_organization(
                actor=visitor, organization_id=cast.organizations[slug], sender_key=f"demo {number}",
                message=Message(sender_name=name, sender_email=email, subject=subject, text=typeset(text)),
                now=now - timedelta(hours=hours),
            )  # fmt: skip


def _count_misses(*, today: date) -> None:
    this_month = today.replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    months = ((last_month - timedelta(days=1)).replace(day=1), last_month, this_month)
    SearchMiss.objects.bulk_create(
        (
            SearchMiss(month=month, words=words, place=place, count=count)
            for words, place, counts in _MISSES
            for month, count in zip(months, counts, strict=True)
            if count
        ),
        ignore_conflicts=True,
    )


def _count_readers(cast: Cast, *, seed: int, today: date) -> None:
    """Count readers by a hash of the slug and the day: fewer at week-ends, more for profiles that say more."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into directory_profileday (organization_id, day, appearances, views, contacts)
            select id, day, appearances, views, case when views > 3 and luck %% 23 = 0 then 1 else 0 end
            from (
              select profile.organization_id id, day::date, luck,
                ((luck %% 9 + 3) * profile.completeness / 60 * weight / 4)::int appearances,
                ((luck / 16 %% 4) * profile.completeness / 60 * weight / 4)::int views
              from directory_profile profile join accounts_organization o on o.id = profile.organization_id,
                generate_series(%(first)s::date, %(last)s::date, interval '1 day') day,
                lateral (select abs(hashtext(o.slug || day::date::text || %(seed)s)) luck,
                  case when extract(isodow from day) > 5 then 1 else 4 end weight) drawn
              where profile.organization_id = any(%(ids)s) and profile.listing = 'listed'
            ) counted
            where appearances + views > 0
            order by id, day
            on conflict do nothing
            """,
            {
                "first": today - timedelta(weeks=_WEEKS), "last": today - timedelta(days=1), "seed": str(seed),
                "ids": sorted(cast.organizations.values()),
            },
        )  # fmt: skip
