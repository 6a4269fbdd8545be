"""Calls for tender in the shapes of BOAMP and TED; every buyer and number is invented."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations
from typing import Any

import pytest

from maillage.directory.taxonomy_file import packaged_taxonomy
from maillage.matching.importing import Unreadable, read_boamp, read_ted
from maillage.matching.rules.opportunities import NoticeKind, _cpv_table, calls_of, skills_of_cpv

NOTICE: dict[str, Any] = {
    "idweb": "26-900001",
    "id": "26_900001",
    "objet": "Entretien des espaces verts de la commune",
    "nomacheteur": "Commune de Villeneuve-l'Essai",
    "code_departement": ["11", "9"],
    "dateparution": "2026-11-20",
    "datelimitereponse": "2026-12-18T12:00:00+01:00",
    "descripteur_libelle": ["Espaces verts", "Élagage"],
    "nature_categorise_libelle": "Avis de marché",
    "etat": "INITIAL",
    "donnees": json.dumps({"OBJET": {"CPV": [{"PRINCIPAL": "77310000-6"}]}}),
    "url_avis": "https://www.example.org/avis/26-900001",
}
EFORMS = json.dumps(
    {"EFORMS": {"cac:MainCommodityClassification": {"cbc:ItemClassificationCode": {"#text": "79822500"}}}}
)


def as_csv(*records: dict[str, Any], joined: bool) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(NOTICE), delimiter=";")
    writer.writeheader()
    for record in records:
        writer.writerow(
            {k: (",".join(v) if joined else json.dumps(v)) if isinstance(v, list) else v for k, v in record.items()}
        )
    return out.getvalue().encode("utf-8-sig")


SHAPES = {
    "explore v2.1": json.dumps({"total_count": 1, "results": [NOTICE]}).encode(),
    "explore v2": json.dumps({"records": [{"record": {"fields": NOTICE}}]}).encode(),
    "array": json.dumps([NOTICE]).encode(),
    "lines": (json.dumps(NOTICE) + "\n" + json.dumps(NOTICE)[:50]).encode(),
    "csv joined": as_csv(NOTICE, joined=True),
    "csv json": as_csv(NOTICE, joined=False),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_boamp_shapes_give_the_same_notice(shape: str) -> None:
    (found,) = read_boamp(SHAPES[shape])

    assert found.key == "boamp:26-900001"
    assert found.kind is NoticeKind.CALL
    assert found.departments == ("11", "09")
    assert found.deadline == datetime(2026, 12, 18, 11, 0, tzinfo=UTC)
    assert found.skills == ("espaces-verts",)
    assert found.keywords == ("Espaces verts", "Élagage")
    assert found.is_open(now=datetime(2026, 12, 18, 10, 59, tzinfo=UTC))
    assert not found.is_open(now=datetime(2026, 12, 18, 11, 0, tzinfo=UTC))


def test_boamp_reads_codes_of_eforms_and_refuses_addresses_that_are_no_page() -> None:
    (found,) = read_boamp(json.dumps([NOTICE | {"donnees": EFORMS, "url_avis": "javascript:alert(1)"}]).encode())

    assert (found.cpv, found.skills, found.url) == (("79822500",), ("design-graphique",), "")


@pytest.mark.parametrize("content", [b"<html>busy</html>", b"{oops", b"a;b\n1;2"])
def test_boamp_refuses_other_files(content: bytes) -> None:
    with pytest.raises(Unreadable):
        list(read_boamp(content))


@pytest.mark.parametrize(
    "field, value",
    [
        ("code_departement", None),
        ("datelimitereponse", "soon"),
        ("donnees", "{"),
        ("objet", 12),
        ("titulaire", {}),
        ("annonce_lie", 3),
    ],
)
def test_boamp_stands_a_bad_field(field: str, value: Any) -> None:
    (found,) = read_boamp(json.dumps([NOTICE | {field: value}, {"objet": "no id"}, 4]).encode())

    assert found.key == "boamp:26-900001"


def test_correction_updates_award_closes_in_any_order_and_twice() -> None:
    later = {"dateparution": "2026-11-25", "annonce_lie": ["26_900001"]}
    records = [
        NOTICE,
        NOTICE | later | {"idweb": "26-900002", "etat": "rectificatif", "datelimitereponse": "2027-01-08"},
        NOTICE
        | {"idweb": "26-900003", "nature_categorise_libelle": "Résultat de marché", "dateparution": "2027-02-01"}
        | {"annonces_anterieures": "26-900001", "titulaire": "Scop Les Haies, SA", "datelimitereponse": None},
    ]
    notices = list(read_boamp(json.dumps(records).encode()))

    for order in permutations(notices):
        (call,) = calls_of([*order, order[0]]).values()

        assert call.opportunity.deadline == datetime(2027, 1, 8, 22, 59, 59, tzinfo=UTC)
        assert (call.closed_by, call.winners) == (NoticeKind.AWARD, ("Scop Les Haies, SA",))
        assert call.notices == ("boamp:26-900001", "boamp:26-900002", "boamp:26-900003")


def test_cancellation_closes_only_its_call() -> None:
    other = NOTICE | {"idweb": "26-900009"}
    cancelled = NOTICE | {
        "idweb": "26-900010",
        "etat": "annulation",
        "annonce_lie": "26-900001",
        "dateparution": "2026-11-28",
    }

    calls = calls_of(read_boamp(json.dumps([NOTICE, other, cancelled]).encode()))

    assert {key: call.closed_by for key, call in calls.items()} == {
        "boamp:26-900001": NoticeKind.CANCELLATION,
        "boamp:26-900009": None,
    }


def test_ted_notice() -> None:
    notice = {
        "publication-number": "900001-2026",
        "notice-title": {"eng": "Film production", "fra": ["Réalisation de films"]},
        "buyer-name": {"fra": ["Région Essai"]},
        "buyer-country": ["FRA"],
        "place-of-performance": ["FRK26", "FRA", "FRK2"],
        "deadline-receipt-tender-date-lot": ["2026-12-20+01:00", "2027-01-05T10:00:00+01:00"],
        "classification-cpv": ["92110000", "79960000"],
        "links": {"html": {"FRA": "https://ted.europa.eu/fr/notice/-/detail/900001-2026"}},
    }

    for content in (json.dumps({"notices": [notice], "totalNoticeCount": 1}), json.dumps([notice]), json.dumps(notice)):
        (found,) = read_ted(content.encode())

        assert (found.key, found.title, found.buyer) == ("ted:900001-2026", "Réalisation de films", "Région Essai")
        assert (found.departments, found.skills) == (("69",), ("audiovisuel", "photographie"))
        assert found.deadline == datetime(2027, 1, 5, 9, 0, tzinfo=UTC)
        assert found.kind is NoticeKind.CALL


def test_cpv_table_names_skills_of_the_taxonomy_and_the_longest_prefix_wins() -> None:
    slugs = {skill.slug for skill in packaged_taxonomy().skills}

    assert {slug for named in _cpv_table().values() for slug in named} <= slugs
    assert skills_of_cpv(["72413000-8"]) == ("web-editorial",)
    assert skills_of_cpv(["72400000"]) == ("hebergement-infogerance",)
    assert skills_of_cpv(["", "abc", "99999999"]) == ()


def test_correction_of_an_unknown_call_stands_for_it() -> None:
    (notice,) = read_boamp(json.dumps([NOTICE]).encode())
    correction = replace(notice, kind=NoticeKind.CORRECTION, amends=("boamp:26-1",))

    assert list(calls_of([correction])) == [notice.key]
