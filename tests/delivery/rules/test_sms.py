import json
from urllib.parse import parse_qs

from hypothesis import given
from hypothesis import strategies as st

from maillage.delivery.rules.sms import LONGEST, filled, is_stop, kind_of, tidy_text

WRITTEN = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(WRITTEN, WRITTEN)
def test_no_text_ends_its_place(text, sender):
    values = {"text": text, "sender": sender}
    body = filled('{"text": "{text}", "from": "{sender}"}', values=values, kind="json")
    form = filled("text={text}&from={sender}", values=values, kind="form")

    assert json.loads(body) == {"text": text, "from": sender}
    assert parse_qs(form, keep_blank_values=True) == {"text": [text], "from": [sender]}
    assert "\n" not in filled("Bearer {text}", values=values, kind="header")


def test_values_hold_no_places_of_others():
    assert filled("{text}/{secret}", values={"text": "{secret}", "secret": "s"}, kind="plain") == "{secret}/s"


def test_kinds():
    kinds = [
        kind_of(one) for one in ("application/json; charset=utf-8", "application/x-www-form-urlencoded", "text/xml")
    ]

    assert kinds == ["json", "form", "plain"]


def test_text_is_one_short_line():
    assert tidy_text(" L’heure :\u202f9 h\n") == "L'heure : 9 h"
    assert len(tidy_text("a" * 1000)) == LONGEST


def test_stop_is_heard():
    assert [is_stop(text) for text in ("STOP", "Arrêt svp", "stop.", "Ne stop pas", "", "merci")] == [True] * 3 + [
        False
    ] * 3
