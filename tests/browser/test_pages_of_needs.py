"""Every page from a need to common work, and of links: no error, no barrier that axe-core knows, nothing wider than a small phone."""

import pytest

from maillage.links.services.drawing import draw_network
from maillage.links.types import Readership
from maillage.matching.models import BriefSkill, Invitation
from maillage.matching.services.invitations import invitation_key
from tests.browser.test_signed_in_pages import faults_of
from tests.directory.profiles import rows
from tests.directory.search import corpus
from tests.links.conftest import tied, today  # noqa: F401 - fixtures
from tests.matching.answers.conftest import (  # noqa: F401 - fixtures
    answer,
    brief,
    buyer_key,
    media,
    sent,
    signed,
    team,
    written,
)
from tests.matching.coproductions.conftest import invited, work  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db(transaction=True)
OFFICE = [
    "besoins/", "besoins/clos/", "besoins/nouveau/", "besoins/chiffres/", "besoins/chiffres/2026/rapport/", "opportunites/",
    "opportunites/lectures/", "coproductions/", "liens/", "liens/chemin/", "liens/fragilites/", "liens/presentations/",
    "liens/structures/la-bobine/",
]  # fmt: skip
BRIEF = ["", "correction/", "suite/", "candidats/", "groupements/"]
MEMBER = [
    "invitations/", "besoins/nouveau/", "opportunites/", "reponses/", "documents/", "documents/ajout/?kind=vigilance",
    "disponibilites/", "coproductions/", "coproductions/nouvelle/", "liens/",
]  # fmt: skip
PUBLIC = ["/besoins/deposer/", "/liens/", "/liens/chemin/", "/liens/mesures/", "/annuaire/la-bobine/liens/"]
LONG_SKILLS = 3


@pytest.fixture
def season(sent, tied, la_bobine, le_fournil, now):  # noqa: F811 - the fixture, asked for by its name
    """Both have a page and a tie; a need bears the longest skills there are, and one of the two was asked."""
    corpus.load_taxonomy()
    for organization in (la_bobine, le_fournil):
        rows.listed(organization, headcount_band="11")
    tied(la_bobine, le_fournil, "referenced", sentence="Un four pour la place")
    for readership in (Readership.PUBLIC, Readership.OFFICE):
        draw_network(readership=readership)
    skills = sorted(corpus.Skill.objects.all(), key=lambda one: -len(one.name))[:LONG_SKILLS]
    BriefSkill.objects.bulk_create(BriefSkill(brief=sent.brief, skill=skill) for skill in skills)
    return Invitation.objects.create(
        brief=sent.brief, organization=la_bobine, wave=1, sent_at=now, due_at=now, state="sent"
    )


def test_pages_without_an_account(open_page, check_accessibility, season, sent):  # noqa: F811 - the fixture, asked for by its name
    key = buyer_key(sent)
    private = [
        f"/besoins/suivi/{key}/",
        f"/besoins/suivi/{key}/reponses/",
        f"/sollicitations/{invitation_key(season)}/",
    ]

    # Twice, one place further: each page is seen at both widths.
    assert faults_of(open_page("/"), check_accessibility, [*PUBLIC, *private, *private, *PUBLIC]) == []


def test_pages_of_a_member(open_page, check_accessibility, amina, season, sent, work):  # noqa: F811 - the fixture, asked for by its name
    ours = "/o/la-bobine"
    paths = [
        *(f"{ours}/{part}" for part in MEMBER),
        f"{ours}/reponses/{sent.pk}/",
        *(f"{ours}/coproductions/{work.pk}/{part}" for part in ("", "description/")),
    ]

    assert faults_of(open_page("/", user=amina), check_accessibility, paths) == []


def test_pages_of_the_office(open_page, check_accessibility, facilitator, administrator, season, sent, work):  # noqa: F811 - the fixture, asked for by its name
    needs = [f"/reseau/besoins/{sent.brief.number}/{part}" for part in BRIEF]
    paths = [*needs, *(f"/reseau/{part}" for part in OFFICE), f"/reseau/coproductions/{work.pk}/", *needs]

    assert faults_of(open_page("/", user=facilitator), check_accessibility, paths) == []
    head = open_page("/", user=administrator)
    assert faults_of(head, check_accessibility, ["/reseau/reglages/classement/", "/reseau/webhooks/"]) == []
