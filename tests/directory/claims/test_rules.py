import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.directory.rules.claims import CODE_LENGTH, domain_proves, masked_address, new_code, typed_code


@pytest.mark.parametrize(
    ("email", "host", "proves"),
    [
        ("amina@labobine.coop", "www.labobine.coop", True),
        ("amina@LaBobine.coop", "boutique.labobine.coop", True),
        ("amina@mail.labobine.coop", "labobine.coop", True),
        ("amina@gmail.com", "gmail.com", False),
        ("amina@wordpress.com", "labobine.wordpress.com", False),
        ("amina@labobine.wordpress.com", "autre.wordpress.com", False),
        ("amina@bine.coop", "labobine.coop", False),
        ("amina@coop", "labobine.coop", False),
        ("amina@labobine.coop", "", False),
        ("", "labobine.coop", False),
    ],
)
def test_domain_proves_only_its_own_site(email, host, proves):
    assert domain_proves(email=email, website_host=host) is proves


@given(
    st.from_regex(r"[a-z]{3,10}\.(coop|fr)", fullmatch=True), st.from_regex(r"[a-z]{3,10}\.(coop|fr)", fullmatch=True)
)
def test_unrelated_domains_never_prove(ours, theirs):
    if ours != theirs and not ours.endswith(f".{theirs}"):
        assert not domain_proves(email=f"x@{ours}", website_host=theirs)


def test_a_code_is_recognised_however_it_is_typed():
    code = new_code()

    assert typed_code(f" {code[:4].lower()}-{code[4:]} ") == code
    assert len(code) == CODE_LENGTH


def test_an_address_is_shown_without_its_name():
    assert masked_address("contact@labobine.coop") == "co•••@labobine.coop"
