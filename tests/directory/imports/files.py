"""Small files, and imports of them."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

from maillage.accounts.models import Organization
from maillage.accounts.types import Actor
from maillage.directory.models import Profile
from maillage.directory.services import imports

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
SIRENE = (
    "siren,siret,etatAdministratifUniteLegale,denominationUniteLegale,categorieJuridiqueUniteLegale,"
    "activitePrincipaleUniteLegale,economieSocialeSolidaireUniteLegale,libelleVoieEtablissement,codePostalEtablissement,"
    "libelleCommuneEtablissement,codeCommuneEtablissement,statutDiffusionUniteLegale"
).split(",")


def with_key(digits):
    total = sum(
        sum(divmod(int(digit) * (2 if place % 2 == 0 else 1), 10)) for place, digit in enumerate(reversed(digits))
    )
    return digits + str(-total % 10)


def siren(number):
    return with_key(f"{30_000_000 + number:08d}")


def siret(number, place=1):
    return with_key(f"{siren(number)}{place:04d}")


def sirene_row(number, name, **given):
    row = {
        "siren": siren(number), "etatAdministratifUniteLegale": "A", "denominationUniteLegale": name,
        "categorieJuridiqueUniteLegale": "5458", "activitePrincipaleUniteLegale": "62.01Z",
        "economieSocialeSolidaireUniteLegale": "O",
    }  # fmt: skip
    return row | given


def write_table(path, rows, columns=None):
    columns = columns or list(dict.fromkeys(name for row in rows for name in row))
    with Path(path).open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return Path(path)


def write_sirene(path, rows):
    return write_table(path, rows, SIRENE)


def write_features(path, *properties):
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": given.pop("at")} if "at" in given else None,
            "properties": given,
        }
        for given in properties
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def imported(path, *, form=None, is_dry_run=False, mapping="", skills=(), watch=lambda _run: None):
    """Import a file as the command does, and give the run at its end."""
    settled, text = imports.settled_mapping(path, form=form, mapping_text=mapping)
    run = imports.create_run(
        actor=Actor.system(reason="a test"), path=path, file_name=path.name, form=settled, mapping_text=text, now=NOW,
        is_dry_run=is_dry_run, skills=skills,
    )  # fmt: skip
    return imports.execute_run(run_id=run.pk, clock=lambda: NOW, watch=watch)


def counts(run):
    """Give rows, created, updated, unchanged, merged, rejected; they always add up."""
    found = tuple(getattr(run, name) for name in ("rows", *imports.OUTCOMES))
    assert found[0] == sum(found[1:])
    return found


def rows(model):
    return model.objects.across_scopes(reason="a test")


def organization(name):
    return Organization.objects.get(name=name)


def profile(name):
    return rows(Profile).get(organization__name=name)
