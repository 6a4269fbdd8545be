import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.geodata import fold, normalise
from maillage.geodata.names import without_article


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Saint-Étienne", "saint etienne"),
        ("ST ETIENNE", "saint etienne"),
        ("Ste-Foy-lès-Lyon", "sainte foy les lyon"),
        ("Villeneuve s/ Lot", "villeneuve sur lot"),
        ("L’Haÿ-les-Roses", "l hay les roses"),
        ("Œuilly", "oeuilly"),
        ("  PARIS   15 ", "paris 15"),
        ("ＰＡＲＩＳ", "paris"),
        ("東京 🏠", ""),
        ("S", "s"),
    ],
)
def test_normalise_brings_spellings_together(written: str, expected: str) -> None:
    assert normalise(written) == expected


@given(st.text())
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="st sàéœ-'/0d", max_size=30) | st.text())
def test_normalise_is_idempotent_and_plain(text: str) -> None:
    once = normalise(text)

    assert normalise(once) == once
    assert all(letter in "abcdefghijklmnopqrstuvwxyz0123456789 " for letter in once)
    assert once == " ".join(once.split())


@pytest.mark.parametrize(("key", "expected"), [("la rochelle", "rochelle"), ("rochelle la", "rochelle"), ("le", "le")])
def test_without_article(key: str, expected: str) -> None:
    assert without_article(key) == expected
