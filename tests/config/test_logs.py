"""A log tells what happened and opens nothing."""

import pytest

from maillage.config.logs import without_keys


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("Not Found: /besoins/suivi/AaIikWNzd8maendZuD0OAA.1~BH0xghrvtIUWdBP8vBb/", "Not Found: /besoins/suivi/…/"),
        ("/sollicitations/AaIikWNzd8maendZuD0OAA.1~BH0xghrvtIUWdBP8vBb/oui/", "/sollicitations/…/oui/"),
        (
            "/o/la-bobine/reponses/01a22291-6385-75a8-9923-89748badc6e8/textes/method/",
            "/o/la-bobine/reponses/01a22291-6385-75a8-9923-89748badc6e8/textes/method/",
        ),
        (
            "/annuaire/atelier-cooperatif-de-reparation-de-velos/",
            "/annuaire/atelier-cooperatif-de-reparation-de-velos/",
        ),
    ],
)
def test_keys_of_private_addresses_are_masked(told, kept):
    assert without_keys(told) == kept
