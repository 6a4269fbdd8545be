"""The fictional network is the same for everyone, valid where it must be, and reads as if people had written it."""

from __future__ import annotations

import io
import re
from collections import Counter
from datetime import date
from itertools import combinations

import pytest
from PIL import Image
from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number

from maillage import geodata
from maillage.accounts.types import Family, NetworkRole, OrganizationRole
from maillage.directory.demo import build_demo, render_picture
from maillage.directory.demo.types import DemoNetwork, DemoOrganization
from maillage.directory.demo.voice import MOST_REPEATED, sentences_of
from maillage.directory.taxonomy_file import packaged_taxonomy
from maillage.directory.types import ServedKind

TODAY = date(2026, 11, 24)
SEED = 7


@pytest.fixture(scope="module")
def network() -> DemoNetwork:
    return build_demo(seed=SEED, today=TODAY)


def _by_slug(network: DemoNetwork) -> dict[str, DemoOrganization]:
    return {organization.slug: organization for organization in network.organizations}


def _texts(network: DemoNetwork) -> list[str]:
    texts = [network.name, network.tagline, network.charter]
    for organization in network.organizations:
        texts += [organization.name, organization.pitch, organization.description]
        texts += [text for offer in organization.offers for text in (offer.title, offer.description, offer.price)]
        texts += [text for done in organization.references for text in (done.title, done.summary, done.client)]
        texts += [text for label in organization.labels for text in (label.name, label.issuer)]
        texts += [skill.evidence for skill in organization.skills]
        texts += [text for place in organization.establishments for text in (place.name, place.street)]
    return texts + [text for news in network.news for text in (news.title, news.summary, news.body)]


def test_same_seed_and_day_give_the_same_network(network):
    assert build_demo(seed=SEED, today=TODAY) == network


def test_another_seed_gives_another_network(network):
    other = build_demo(seed=SEED + 1, today=TODAY)

    moved = sum(
        one.head_office.commune_code != two.head_office.commune_code
        for one, two in zip(network.organizations, other.organizations, strict=True)
    )

    assert moved > 150


def test_there_are_about_four_hundred_organizations_and_over_forty_told_in_full(network):
    assert 380 <= len(network.organizations) <= 430
    assert sum(organization.is_flagship for organization in network.organizations) >= 40


def test_names_slugs_and_numbers_are_unique(network):
    for values in (
        [organization.name for organization in network.organizations],
        [organization.slug for organization in network.organizations],
        [organization.siren for organization in network.organizations],
        [place.siret for organization in network.organizations for place in organization.establishments],
        [done.slug for organization in network.organizations for done in organization.references],
        [news.slug for news in network.news],
    ):
        assert [value for value, count in Counter(values).items() if count > 1] == []


def test_numbers_are_valid_and_cannot_belong_to_a_real_company(network):
    for organization in network.organizations:
        assert siren_number.is_valid(organization.siren)
        assert organization.siren.startswith("0000")
        for place in organization.establishments:
            assert siret_number.is_valid(place.siret)
            assert place.siret.startswith(organization.siren)


def test_everything_is_marked_as_fictional(network):
    for organization in network.organizations:
        assert organization.is_fictional
        for address in [contact.email for contact in organization.contacts] + [link.url for link in organization.links]:
            assert re.search(r"\.example(/|$)", address), address
        for contact in organization.contacts:
            assert re.fullmatch(r"\+33(19900|26191|35301|46571|53649)\d{4}", contact.phone)


def test_every_commune_exists_and_points_stay_near_it(network):
    for organization in network.organizations:
        for place in organization.establishments:
            commune = geodata.commune(code=place.commune_code)
            assert commune is not None, place
            assert (place.commune_name, place.postal_code in commune.postal_codes) == (commune.name, True)
            here = geodata.Point(longitude=place.longitude, latitude=place.latitude)
            assert geodata.distance_m(here, commune.point) < 12_000
        for done in organization.references:
            assert geodata.commune(code=done.commune_code) is not None


def test_territories_exist(network):
    lookups = {"department": geodata.department, "region": geodata.region}
    for organization in network.organizations:
        territory = organization.territory
        assert (territory.radius_km is not None) == (territory.kind == ServedKind.RADIUS)
        assert bool(territory.places) == (territory.kind == ServedKind.PLACES)
        for place in territory.places:
            kind, _, code = place.partition(":")
            assert lookups[kind](code=code) is not None, place


def test_skills_exist_and_one_is_main(network):
    known = {skill.slug for skill in packaged_taxonomy().skills}
    for organization in network.organizations:
        slugs = [skill.slug for skill in organization.skills]
        assert set(slugs) <= known, organization.slug
        assert 1 <= len(slugs) == len(set(slugs)) <= 5
        assert sum(skill.is_main for skill in organization.skills) == 1
        assert {offer.skill for offer in organization.offers} <= set(slugs), organization.slug


def test_at_least_sixty_skills_and_all_sectors_are_used(network):
    sectors = {skill.slug: skill.sector_slug for skill in packaged_taxonomy().skills}
    used = {skill.slug for organization in network.organizations for skill in organization.skills}

    assert len({organization.main_skill for organization in network.organizations}) >= 60
    assert len({sectors[slug] for slug in used}) == 15


def test_families_and_legal_forms_agree(network):
    forms = {
        Family.SCOP: {"5458", "5558", "5710", "5460", "5560"},
        Family.SCIC: {"5460", "5560", "5710"},
        Family.ASSOCIATION: {"9220", "9221", "9260"},
        Family.MUTUAL: {"8210"},
        Family.FOUNDATION: {"9300"},
        Family.FARM_COOPERATIVE: {"6316", "6317"},
    }
    for organization in network.organizations:
        for family in set(organization.families) & set(forms):
            assert organization.legal_form in forms[family], organization.slug
    assert len({family for organization in network.organizations for family in organization.families}) >= 10


def test_every_partner_exists_and_nobody_is_its_own_partner(network):
    known = _by_slug(network)
    for organization in network.organizations:
        for done in organization.references:
            assert set(done.partners) <= known.keys() - {organization.slug}
            assert len(done.partners) == len(set(done.partners))


def test_links_form_one_mesh_with_communities_and_brokers(network):
    known = _by_slug(network)
    links = {
        frozenset({organization.slug, partner})
        for organization in network.organizations
        for done in organization.references
        for partner in done.partners
    }
    degrees = Counter(slug for link in links for slug in link)

    same_department = sum(len({known[slug].head_office.commune_code[:2] for slug in link}) == 1 for link in links)

    assert len(links) > 500
    assert len(degrees) > 0.9 * len(known)
    assert same_department > 0.4 * len(links)
    assert max(degrees.values()) >= 3 * (sum(degrees.values()) / len(degrees))


def test_dates_follow_one_another(network):
    for organization in network.organizations:
        assert organization.created_on <= organization.affiliated_on <= organization.verified_on <= TODAY
        for done in organization.references:
            assert organization.created_on <= done.started_on <= done.ended_on < TODAY, (organization.slug, done.title)
        for label in organization.labels:
            assert label.obtained_on <= TODAY
            assert label.expires_on is None or label.expires_on > label.obtained_on
    assert all(news.published_on <= TODAY for news in network.news)


@pytest.mark.parametrize("day", [date(2027, 1, 3), date(2028, 2, 29), date(2025, 12, 31)])
def test_network_can_be_built_on_awkward_days(day):
    network = build_demo(seed=SEED, today=day)

    assert max(done.ended_on for one in network.organizations for done in one.references) < day
    assert max(label.obtained_on for one in network.organizations for label in one.labels) <= day


def test_no_sentence_comes_back_in_more_than_three_descriptions(network):
    said = Counter(
        sentence for organization in network.organizations for sentence in set(sentences_of(organization.description))
    )

    assert {sentence: count for sentence, count in said.items() if count > MOST_REPEATED} == {}


def test_no_two_descriptions_share_most_of_their_words(network):
    grams = {}
    for organization in network.organizations:
        words = re.findall(r"\w+", organization.description.lower())
        grams[organization.slug] = {tuple(words[start : start + 5]) for start in range(len(words) - 4)}

    too_close = [
        (one, two)
        for (one, first), (two, second) in combinations(grams.items(), 2)
        if len(first & second) > 0.6 * min(len(first), len(second))
    ]

    assert too_close == []


def test_pitches_are_all_different_and_fit_their_column(network):
    pitches = [organization.pitch for organization in network.organizations]

    assert len(set(pitches)) == len(pitches)
    assert [pitch for pitch in pitches if not 25 <= len(pitch) <= 240] == []


def test_descriptions_are_long_enough(network):
    lengths = {one.slug: len(one.description.split()) for one in network.organizations}

    assert {slug: length for slug, length in lengths.items() if length < 45} == {}
    assert all(len(one.references) >= 2 and len(one.offers) >= 2 for one in network.organizations if one.is_flagship)


def test_no_placeholder_is_left(network):
    for text in _texts(network):
        assert not re.search(r"[{}]|lorem|TODO|XXX|\bNone\b| \| |@\d", text, flags=re.IGNORECASE), text


def test_french_typography_is_kept(network):
    for text in _texts(network):
        assert not re.search(r"[ ][;!?»]|«[ ]|[ ]:\s|\w'\w|\.\.\.", text), text
        assert not re.search(
            r"\b(?:de|que|à) (?:le|les) (?:Mans|Havre|Abymes|Lilas|Puy)|\bde [AEÉIOU][a-zé]+e\b(?<!x)$", text
        ), text


def test_news_are_enough_and_speak_of_members(network):
    known = _by_slug(network)

    assert 15 <= len(network.news) <= 20
    assert {slug for news in network.news for slug in news.organizations} <= known.keys()
    assert len({news.published_on for news in network.news}) == len(network.news)


def test_the_fixed_cast_is_there(network):
    known = _by_slug(network)
    roles = {
        person.given_name: (person.network_role, [(place.organization, place.role) for place in person.memberships])
        for person in network.people
    }

    assert {name: roles[name] for name in ("Amina", "Chloé", "Élise")} == {
        "Amina": (None, [("la-bobine", OrganizationRole.OWNER)]),
        "Chloé": (None, [("la-bobine", OrganizationRole.MEMBER)]),
        "Élise": (None, []),
    }
    assert roles["Bruno"][1][0][0] == "la-bobine"
    assert roles["Driss"][1][0][0] != "la-bobine"
    assert {person.network_role for person in network.people} >= {NetworkRole.FACILITATOR, NetworkRole.ADMINISTRATOR}
    assert {place.organization for person in network.people for place in person.memberships} <= known.keys()
    assert all(person.email.endswith("@maillage.example") for person in network.people)


def test_headcounts_are_skewed_and_banded(network):
    headcounts = sorted(one.headcount for one in network.organizations)

    assert headcounts[len(headcounts) // 2] < 15
    assert headcounts[-1] > 100
    assert all(one.headcount_band != "NN" for one in network.organizations)


@pytest.mark.parametrize("seed", range(12))
def test_pictures_are_drawn_the_same_each_time(seed):
    first = render_picture(seed=seed, width=240, height=160)

    image = Image.open(io.BytesIO(first))

    assert first == render_picture(seed=seed, width=240, height=160)
    assert (image.format, image.size) == ("WEBP", (240, 160))
    assert len(image.convert("RGB").getcolors(100_000) or range(100_000)) > 50


def test_pictures_have_an_alternative_text(network):
    pictures = [picture for one in network.organizations for picture in one.pictures]

    assert len(pictures) >= 60
    assert all(picture.alternative and picture.caption for picture in pictures)
