"""Loads the demonstration: the network, its organizations, its people, then what goes on among them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import Organization, User
from maillage.accounts.queries import network
from maillage.accounts.services.fictional import (
    FictionalOrganization,
    FictionalPerson,
    add_fictional_organizations,
    add_fictional_people,
    forget_fictional_network,
    present_fictional_network,
)
from maillage.accounts.types import Actor, OrganizationRole
from maillage.directory.demo.types import DemoContact, DemoNetwork, DemoOrganization
from maillage.directory.search.index import index_organizations
from maillage.directory.services.demo_loading.doubles import doubles_of
from maillage.directory.services.demo_loading.life import Cast, bring_to_life
from maillage.directory.services.demo_loading.organizations import Standing, write_organizations
from maillage.directory.services.demo_loading.pictures import draw_pictures_later
from maillage.directory.services.taxonomy import load_taxonomy
from maillage.directory.taxonomy_file import packaged_taxonomy
from maillage.directory.types import Listing, Source
from maillage.kit.errors import Conflict

DEMO_PASSWORD = "un fil apres l'autre"  # noqa: S105 - printed to whoever runs the demonstration
_CLAIMED_SHARE = 0.62
_OUTSIDE_SHARE = 0.1
_DRAFTS = 2
_CLAIMANTS = (
    ("clara.morvan@courriel.example", "Clara Morvan"),
    ("hugo.lacaze@courriel.example", "Hugo Lacaze"),
    ("nadia.benali@courriel.example", "Nadia Benali"),
)
_PRESENTATION = """\
**Fil à fil n’existe pas.** C’est un réseau inventé pour montrer Maillage : ses coopératives, leurs adresses, leurs
réalisations et les personnes qui y travaillent sont fictives. Les communes, elles, sont réelles.

Essayez tout : cherchez, ouvrez des pages, connectez-vous, modifiez. Rien ne part d’ici, aucun courriel n’est envoyé.
"""


class NotEmpty(Conflict):
    message = _("This instance is not empty: the demonstration is for a new one.")
    code = "not_empty"


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What was loaded. `pictures` are drawn in the background afterwards."""

    organizations: int
    people: int
    pictures: int


@transaction.atomic
def load_demo(*, actor: Actor, demo: DemoNetwork, seed: int, now: datetime, is_added: bool = False) -> DemoReport:
    """Load a fictional network into an empty instance; with `is_added`, add its organizations to one that is not.

    What is there already (by slug, SIREN or e-mail address) stays as it is, so that loading twice adds nothing.
    Enqueues the drawing of pictures. Raises: NotAllowed, NotEmpty.
    """
    is_empty = not Organization.objects.exists() and not User.objects.exists()
    if not is_empty and not is_added:
        raise NotEmpty
    load_taxonomy(taxonomy=packaged_taxonomy(), now=now)
    if is_empty:
        present_fictional_network(
            actor=actor, name=demo.name, sentence=demo.tagline, presentation=_PRESENTATION, charter=demo.charter,
            contact_email="bonjour@maillage.example", now=now,
        )  # fmt: skip
    random = Random(f"{seed}:standings")  # noqa: S311 - a fictional network needs a seed, not secrecy
    standings = _standings(demo, random=random)
    organizations = [*demo.organizations, *doubles_of(demo.organizations, random=random)]
    standings |= {
        each.slug: Standing(False, source=Source.OPEN_DATA) for each in organizations if each.slug not in standings
    }
    ids = add_fictional_organizations(
        actor=actor, organizations=[_identity(each, standings[each.slug], random) for each in organizations], now=now
    )
    write_organizations(organizations=organizations, ids=ids, standings=standings, now=now)
    people = [] if not ids else list(_people(demo, standings, ids))
    if not network().is_fictional:
        # A known password opens nothing in a network of real people, and nobody fictional works in its office.
        people = [replace(person, network_role=None) for person in people]
    password = DEMO_PASSWORD if network().is_fictional else None
    known = add_fictional_people(actor=actor, people=people, password=password, now=now)
    if ids:
        unclaimed = [
            slug for slug in ids if not standings[slug].is_claimed and standings[slug].source is not Source.OPEN_DATA
        ]
        drafts = {slug: _owner_of(demo, slug).email for slug in ids if standings[slug].listing is Listing.DRAFT}
        cast = Cast(people=known, organizations=ids, unclaimed=unclaimed, drafts=drafts)
        bring_to_life(demo=demo, cast=cast, seed=seed, now=now)
    index_organizations(list(ids.values()))
    pictures = draw_pictures_later(organizations=demo.organizations, ids=ids)
    return DemoReport(organizations=len(ids), people=len(known), pictures=pictures)


def reset_demo(*, actor: Actor) -> None:
    """Empty an instance that holds nothing but a fictional network.

    Raises: NotAllowed, Conflict.
    """
    with transaction.atomic():
        forget_fictional_network(actor=actor)
        with connection.cursor() as cursor:
            cursor.execute(
                "truncate directory_newsitem, directory_searchmiss, directory_importrun, directory_importmapping, "
                "directory_search_document, directory_search_card, directory_search_name_start, directory_search_ability, "
                "directory_search_prepared, directory_search_word, "
                "directory_search_tally, directory_search_tier cascade"
            )


def _standings(demo: DemoNetwork, *, random: Random) -> dict[str, Standing]:
    """Say who holds a page: those told in full, and the larger share of the others; the last ones wait to be listed."""
    owned = {membership.organization for person in demo.people for membership in person.memberships}
    standings: dict[str, Standing] = {}
    for each in demo.organizations:
        is_claimed = each.is_flagship or each.slug in owned or random.random() < _CLAIMED_SHARE
        standings[each.slug] = Standing(is_claimed, source=Source.ORGANIZATION if is_claimed else Source.NETWORK_FILE)
    for each in [each for each in demo.organizations if not each.is_flagship][-_DRAFTS:]:
        standings[each.slug] = Standing(True, listing=Listing.DRAFT)
    return standings


def _identity(each: DemoOrganization, standing: Standing, random: Random) -> FictionalOrganization:
    is_member = standing.listing is Listing.LISTED and standing.source is not Source.OPEN_DATA
    is_member = is_member and (each.is_flagship or random.random() >= _OUTSIDE_SHARE)
    return FictionalOrganization(
        slug=each.slug, name=each.name, siren=each.siren, legal_form_code=each.legal_form, family=each.families[0],
        affiliated_on=each.affiliated_on if is_member else None,
    )  # fmt: skip


def _people(demo: DemoNetwork, standings: Mapping[str, Standing], ids: Mapping[str, UUID]) -> Iterable[FictionalPerson]:
    """Give the fixed cast, an owner for each page that is held, and those who ask to hold one."""
    owned = set()
    for person in demo.people:
        roles = {each.organization: each.role for each in person.memberships if each.organization in ids}
        owned |= set(roles)
        yield FictionalPerson(
            email=person.email, name=f"{person.given_name} {person.family_name}", language=person.language,
            network_role=person.network_role, roles=roles,
        )  # fmt: skip
    for each in demo.organizations:
        if each.slug in ids and standings[each.slug].is_claimed and each.slug not in owned:
            owner = _owner_of(demo, each.slug)
            yield FictionalPerson(
                email=owner.email, name=owner.name, language="fr", network_role=None,
                roles={each.slug: OrganizationRole.OWNER},
            )  # fmt: skip
    for email, name in _CLAIMANTS:
        yield FictionalPerson(email=email, name=name, language="fr", network_role=None, roles={})


def _owner_of(demo: DemoNetwork, slug: str) -> DemoContact:
    """Give the person who holds a page; `contact@` is everybody's, so it is another one where there is one."""
    contacts = next(each.contacts for each in demo.organizations if each.slug == slug)
    first, *others = contacts
    return others[0] if others else replace(first, email=first.email.replace("contact@", "gerance@"))
