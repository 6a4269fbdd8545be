"""What the documents say: of whom, in which language, and the data that the forms DC1 and DC2 ask for."""

import pytest

from maillage.directory.models import Establishment, Profile
from maillage.matching.documents.filling import filled
from maillage.matching.models import Answer, FrozenAnswer
from maillage.matching.services.answers.signing import document
from maillage.matching.types import DocumentKind
from tests.matching.answers.conftest import freeze

pytestmark = pytest.mark.django_db


@pytest.fixture
def content(written, amina, la_bobine, le_fournil, now):
    """Freeze an answer in English of two partners who have told who they are."""

    def frozen(language):
        Answer.objects.across_scopes(reason="test").filter(pk=written.pk).update(language=language)
        written.refresh_from_db()
        for organization, siren in ((la_bobine, "552100554"), (le_fournil, "443061841")):
            organization.siren = siren
            organization.save(update_fields=["siren"])
            Profile.objects.create(organization=organization, listing="listed", listed_at=now, headcount_band="11")
            Establishment.objects.create(
                organization=organization, is_head_office=True, street="4 rue des Fileurs", postal_code="69100",
                commune_code="69266", commune_name="Villeurbanne", siret=f"{siren}00017",
            )  # fmt: skip
        freeze(written, amina, la_bobine, now)
        return FrozenAnswer.objects.across_scopes(reason="test").get(answer=written).content

    return frozen


@pytest.mark.parametrize(
    ("language", "title", "net", "mandate"),
    [
        ("fr", "Réponse commune", "11\u202f700,00\u202f€", "mandataire"),
        ("en", "Common answer", "€11,700.00", "lead"),
    ],
)
def test_the_answer_and_the_agreement_speak_the_language_of_the_answer(content, language, title, net, mandate):
    kept = content(language)

    told = filled(kind=DocumentKind.ANSWER, content=kept)
    agreement = filled(kind=DocumentKind.AGREEMENT, content=kept)

    assert (told["language"], told["words"]["kind_answer"], told["totals"]["net"]) == (language, title, net)
    assert [one["amount"] for one in told["partners"]] == [one["amount"] for one in told["parts"]]
    text = " ".join(str(one) for one in agreement["articles"])
    assert mandate in text
    assert all(name in str(agreement["partners"]) for name in ("La Bobine", "Le Fournil"))


def test_the_forms_are_french_whatever_the_answer_and_hold_their_data(content):
    kept = content("en")

    candidacy = filled(kind=DocumentKind.CANDIDACY, content=kept)
    declaration = filled(kind=DocumentKind.DECLARATION, content=kept)

    assert (candidacy["language"], declaration["language"]) == ("fr", "fr")
    assert candidacy["buyer"] == "La Grande Épicerie"
    assert candidacy["lots"] == ["Film", "Affiches"]
    assert "La Bobine" in candidacy["mandate"][0] and "R. 2142-23" in candidacy["mandate"][0]
    assert any("L. 2141-1" in one for one in candidacy["honour"])
    first = declaration["partners"][0]
    assert (first["siren"], first["siret"], first["seat"], first["is_lead"]) == (
        "552100554", "55210055400017", "4 rue des Fileurs, 69100 Villeurbanne", True,
    )  # fmt: skip
    assert first["people"]


@pytest.mark.parametrize("kind", list(DocumentKind))
def test_each_document_is_typeset_alike_each_time_and_marked_while_a_draft(content, kind, la_bobine, now):
    kept = content("en")

    def made(digest):
        return document(kind=kind, content=kept, digest=digest, made_at=now, partner_id=la_bobine.pk)

    signed = made("a" * 64)
    assert signed.startswith(b"%PDF-1.7")
    assert made("a" * 64) == signed
    assert made("") != signed
