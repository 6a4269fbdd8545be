"""Synthetic organizations, skewed like France: communes by population, trades and words by Zipf. Loaded by COPY."""

import io
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection

from maillage import geodata
from maillage.directory.taxonomy_file import packaged_taxonomy
from maillage.kit.ids import new_id

_FORMS = (
    ("association", "Association"), ("association", "Association"), ("association", "Les Amis de"), ("scop", "Coopérative"),
    ("scop", "Atelier"), ("scic", "Société coopérative"), ("association", "Collectif"), ("scop", "Scop"), ("cae", "Coop"),
    ("cooperative-agricole", "Coopérative agricole"), ("mutuelle", "Mutuelle"), ("fondation", "Fondation"), ("scop", "La"),
    ("esus", "Entreprise"), ("association", "Comité"), ("association", "Club"),
)  # fmt: skip
_QUALITIES = (
    "écologique solidaire citoyenne locale durable populaire rurale urbaine ouverte libre commune nouvelle régionale "
    "responsable équitable sociale culturelle participative"
).split()
_HEADCOUNTS = ("", "", "", "NN", "00", "01", "01", "02", "02", "03", "11", "12", "21", "22", "31")
_TABLES = {
    "accounts_organization": ("id, slug, name, legal_name, siren, legal_form_code, family, is_fictional, created_at"),
    "directory_profile": (
        "organization_id, listing, pitch, description, headcount_band, naf_code, naf_nomenclature, rna, trade_names, "
        "website, social_links, languages, opening_hours, served_kind, served_places, logo, consents_to_open_data, "
        "consents_to_murmurations, completeness, prominence, provenance, claimed_at, listed_at, updated_at, version"
    ),
    "directory_establishment": (
        "id, organization_id, name, is_head_office, street, postal_code, commune_code, commune_name, department_code, "
        "region_code, country_code, longitude, latitude, precision, is_address_hidden, opening_hours, source, source_id"
    ),
    "directory_organizationskill": "organization_id, skill_id, is_main, evidence_kind, evidence, source",
    "directory_reference": (
        "id, organization_id, title, description, client, place, url, skill_slugs, position, created_at"
    ),
}
CHUNK = 20_000


class Words:
    """Invented words, some on every page, most of them rare: frequencies follow Zipf's law."""

    def __init__(self, chance: random.Random, *, count: int = 40_000) -> None:
        starts = (
            "ba be bi bo bou cha che co da de di do fa fe fi fo ga gi go la le li lo ma me mi mo na ne no pa pe pi po "
        )
        starts += "ra re ri ro sa se si so ta te ti to va ve vi vo"
        ends = "n r l t s x nd rt ller rier ssé tte nne che ment vel don mart vin gue"
        made = {
            "".join(chance.choices(starts.split(), k=chance.randint(1, 3))) + chance.choice(ends.split())
            for _ in range(count * 2)
        }
        self.words = sorted(made)[:: max(1, len(made) // count)][:count]
        chance.shuffle(self.words)
        self._chance = chance
        self._weights = _cumulated(1 / (rank + 8) for rank in range(len(self.words)))

    def draw(self, count: int) -> list[str]:
        return self._chance.choices(self.words, cum_weights=self._weights, k=count)


def _cumulated(weights: Iterator[float]) -> list[float]:
    total, sums = 0.0, []
    for weight in weights:
        total += weight
        sums.append(total)
    return sums


def load_taxonomy() -> None:
    """Write the packaged taxonomy, once."""
    from maillage.directory.models import Sector, Skill

    if Skill.objects.exists():
        return
    for sector in packaged_taxonomy().sectors:
        row = Sector.objects.create(
            slug=sector.slug, name_fr=sector.name_fr, name_en=sector.name_en, position=sector.position
        )
        Skill.objects.bulk_create(
            Skill(
                slug=skill.slug, sector=row, name_fr=skill.name_fr, name_en=skill.name_en, position=place,
                synonyms_fr=list(skill.synonyms_fr), synonyms_en=list(skill.synonyms_en),
            )
            for place, skill in enumerate(sector.skills)
        )  # fmt: skip


def empty() -> None:
    """Take every organization away."""
    with connection.cursor() as cursor:
        cursor.execute("truncate accounts_organization cascade")


def load(*, count: int, seed: int = 5) -> None:
    """Write `count` listed organizations with their places, skills and references; nothing is indexed."""
    load_taxonomy()
    chance = random.Random(seed)
    maker = _Maker(chance)
    with connection.cursor() as cursor:
        for first in range(0, count, CHUNK):
            buffers = {table: io.StringIO() for table in _TABLES}
            for number in range(first, min(count, first + CHUNK)):
                maker.write(number, buffers)
            for table, columns in _TABLES.items():
                with cursor.copy(f"copy {table} ({columns}) from stdin") as copy:
                    copy.write(buffers[table].getvalue())
        cursor.execute("vacuum analyze accounts_organization, directory_profile, directory_establishment")
        cursor.execute("vacuum analyze directory_organizationskill, directory_reference")


class _Maker:
    def __init__(self, chance: random.Random) -> None:
        from maillage.directory.models import Skill

        self._chance = chance
        self.words = Words(chance)
        self._communes = sorted(
            (commune for commune in geodata.communes() if commune.population), key=lambda commune: -commune.population
        )
        self._commune_weights = _cumulated(commune.population**1.05 for commune in self._communes)
        self._skills = list(Skill.objects.order_by("slug").values_list("id", "name_fr"))
        chance.shuffle(self._skills)
        self._skill_weights = _cumulated(1 / (rank + 3) for rank in range(len(self._skills)))
        self._start = datetime(2020, 1, 1, tzinfo=UTC)

    def write(self, number: int, buffers: dict[str, io.StringIO]) -> None:
        chance = self._chance
        organization_id = new_id()
        family, form = chance.choice(_FORMS)
        commune = chance.choices(self._communes, cum_weights=self._commune_weights)[0]
        skills = dict(chance.choices(self._skills, cum_weights=self._skill_weights, k=chance.choice((1, 1, 1, 2, 3))))
        trade = next(iter(skills.values()))
        own = " ".join(word.capitalize() for word in self.words.draw(chance.choice((1, 1, 2))))
        middle = chance.choice((trade.split(" ")[0].lower(), chance.choice(_QUALITIES), "", f"de {commune.name}"))
        name = " ".join(f"{form} {middle} {own}".split())
        day = self._start + timedelta(minutes=chance.randrange(3_000_000))
        is_rich = chance.random() < 0.3
        has_pitch = is_rich or chance.random() < 0.25
        pitch = f"{trade} {chance.choice(_QUALITIES)} à {commune.name}" if has_pitch else ""
        _row(buffers["accounts_organization"], organization_id, f"o-{number}", name, name.upper(),
             f"{100_000_000 + number}", "9220", family, False, day)  # fmt: skip
        _row(buffers["directory_profile"], organization_id, "listed", pitch, self._description(is_rich),
             chance.choice(_HEADCOUNTS), "", "", "", "{}", "", "{}", "{}", "", "unsaid", "{}", "", True, False,
             min(100, int(chance.paretovariate(1.2) * 12)), 0, "{}", day if chance.random() < 0.04 else None, day, day, 1)  # fmt: skip
        self._establishment(buffers["directory_establishment"], organization_id, commune)
        for place, skill_id in enumerate(skills):
            _row(buffers["directory_organizationskill"], organization_id, skill_id, place == 0, "claimed", "", "sirene")
        for place in range(chance.choice((1, 2, 3)) if is_rich and chance.random() < 0.4 else 0):
            title = f"{trade} {' '.join(self.words.draw(4))}"
            _row(buffers["directory_reference"], new_id(), organization_id, title, "", "Mairie", commune.name, "", "{}",
                 place, day)  # fmt: skip

    def _description(self, is_rich: bool) -> str:
        if not is_rich:
            return ""
        words = self.words.draw(self._chance.randint(15, 60))
        return " ".join([*words, self._chance.choice(_QUALITIES), "coopérative", self._chance.choice(_QUALITIES)])

    def _establishment(self, buffer: io.StringIO, organization_id: UUID, commune: geodata.Commune) -> None:
        spread = 0.004 + min(0.05, commune.population / 6_000_000)
        longitude = commune.point.longitude + self._chance.gauss(0, spread)
        latitude = commune.point.latitude + self._chance.gauss(0, spread * 0.7)
        postal_code = commune.postal_codes[0] if commune.postal_codes else ""
        _row(buffer, new_id(), organization_id, "", True, "1 rue de la Paix", postal_code, commune.code, commune.name,
             commune.department_code, commune.region_code, "FR", longitude, latitude, "street", False, "", "sirene", "")  # fmt: skip


def _row(buffer: io.StringIO, *values: object) -> None:
    buffer.write("\t".join(_cell(value) for value in values) + "\n")


def _cell(value: object) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, dict):
        return json.dumps(value)
    return str(value).replace("\\", "\\\\").replace("\t", " ").replace("\n", " ")
