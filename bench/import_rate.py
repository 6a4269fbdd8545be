"""Measure a whole import (reading, matching, merging, writing, indexing) beside a bare COPY of the same rows, in one run.

Run: `python -m bench import_rate [--rows 10000 100000] [--again]`. Rows are invented, places are real: communes by
population, activities by Zipf. Memory is the peak of this process and of the one that reads (PostgreSQL's is its own,
constant). Processor: milliseconds a row of both and of all of PostgreSQL, which tells more than the clock where others work
too. The addresses of pages, which a worker loads once in its life, are loaded before.
"""

import argparse
import csv
import os
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from bench.instance import instance
from bench.timing import machine, processor_s_of_all

COLUMNS = (
    "siren,siret,etablissementSiege,etatAdministratifUniteLegale,denominationUniteLegale,categorieJuridiqueUniteLegale,"
    "activitePrincipaleUniteLegale,nomenclatureActivitePrincipaleUniteLegale,economieSocialeSolidaireUniteLegale,"
    "trancheEffectifsUniteLegale,dateCreationUniteLegale,numeroVoieEtablissement,typeVoieEtablissement,"
    "libelleVoieEtablissement,codePostalEtablissement,libelleCommuneEtablissement,codeCommuneEtablissement"
).split(",")
_FORMS = ("9220", "9220", "9220", "5710", "5458", "5460", "9300")


def _with_key(digits: str) -> str:
    total = sum(
        sum(divmod(int(digit) * (2 if place % 2 == 0 else 1), 10)) for place, digit in enumerate(reversed(digits))
    )
    return digits + str(-total % 10)


def rows(count: int) -> Iterator[list[str]]:
    """Give invented establishments, one SIREN in twenty having a second one."""
    from bench.synthetic import Words
    from maillage import geodata
    from maillage.directory.taxonomy_file import packaged_taxonomy

    chance = random.Random(11)
    words = Words(chance, count=20_000).words
    towns = geodata.communes()
    weights = [town.population for town in towns]
    codes = [hint.code for skill in packaged_taxonomy().skills for hint in skill.naf if hint.nomenclature == "NAFRev2"]
    places = iter(chance.choices(towns, weights, k=count))
    siren = ""
    for number, town in enumerate(places):
        is_second = number % 20 == 19
        siren = siren if is_second else _with_key(f"{20_000_000 + number * 7:08d}")
        siret = _with_key(f"{siren}{2 if is_second else 1:04d}")
        name = " ".join(words[min(int(chance.paretovariate(0.8)), len(words)) - 1] for _ in range(3)).upper()
        code = codes[min(int(chance.paretovariate(0.7)), len(codes)) - 1]
        postal = town.postal_codes[0] if town.postal_codes else ""
        yield [
            siren, siret, "false" if is_second else "true", "A", name, chance.choice(_FORMS), code, "NAFRev2", "O",
            chance.choice(("NN", "01", "11", "21")), f"20{number % 24:02d}-03-{number % 27 + 1:02d}",
            str(number % 180 + 1), "RUE", f"DE LA {name.split()[0]}", postal, town.name.upper(), town.code,
        ]  # fmt: skip


def write_file(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows(count))


def bare_copy(path: Path) -> float:
    """Give the seconds of COPY into a table of texts without index: nothing can be faster."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"create temporary table bare ({', '.join(f'c{place} text' for place in range(len(COLUMNS)))})")
        started = time.perf_counter()
        with path.open("rb") as stream, cursor.copy("copy bare from stdin (format csv, header)") as copy:
            while piece := stream.read(1 << 18):
                copy.write(piece)
        spent = time.perf_counter() - started
        cursor.execute("drop table bare")
    return spent


def imported(path: Path, count: int) -> tuple[float, dict[str, int]]:
    from django.utils import timezone

    from maillage.accounts.services.slugs import reserved_slugs
    from maillage.accounts.types import Actor
    from maillage.directory.services import imports

    reserved_slugs()
    form, mapping = imports.settled_mapping(path, form=None, mapping_text="")
    run = imports.create_run(
        actor=Actor.system(reason="bench"),
        path=path,
        file_name=path.name,
        form=form,
        mapping_text=mapping,
        now=timezone.now(),
    )
    started = time.perf_counter()
    done = imports.execute_run(run_id=run.pk, clock=timezone.now, watch=lambda _run: _look_at_reader())
    spent = time.perf_counter() - started
    if done is None or done.rows != count:
        raise RuntimeError(f"the import did not run to its end: {done and done.error}")
    return spent, {name: getattr(done, name) for name in imports.OUTCOMES}


_readers_mb: list[int] = []


def _look_at_reader() -> None:
    """Note the peak of memory of the process that reads, while it lives."""
    for child in Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split():
        with suppress(OSError):
            if b"reader_process" in Path(f"/proc/{child}/cmdline").read_bytes():
                found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{child}/status").read_text())
                _readers_mb.append(int(found[1]) // 1024 if found else 0)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--without-title", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if not given.without_title:
        print_title()
    if len(given.rows) > 1:
        # Each size in a process of its own: Django keeps to one database, and the peak of memory is then that size's.
        options = ["--without-title", *(["--profile"] if given.profile else [])]
        for count in given.rows:
            command = [sys.executable, "-m", "bench.import_rate", "--rows", str(count), *options]
            subprocess.run(command, check=True)
        return
    measure(given.rows[0], is_profiled=given.profile)


def print_title() -> None:
    names = (
        ("rows", 9),
        ("import rows/s", 14),
        ("processor ms/row", 17),
        ("again rows/s", 13),
        ("bare COPY rows/s", 17),
    )
    print(" ".join(f"{name:>{width}}" for name, width in names), f"{'peak MB':>8}  outcome   ({machine()})", flush=True)


def measure(count: int, *, is_profiled: bool) -> None:
    """Import that many rows into a new instance, and print a line."""
    with instance() as home:
        from django.utils import timezone

        from maillage.directory.services.taxonomy import load_taxonomy
        from maillage.directory.taxonomy_file import packaged_taxonomy

        load_taxonomy(taxonomy=packaged_taxonomy(), now=timezone.now())
        path = home / "etablissements.csv"
        write_file(path, count)
        copied = bare_copy(path)
        worked = 0.0
        if is_profiled:
            import cProfile
            import pstats

            with cProfile.Profile() as profile:
                first, counts = imported(path, count)
            pstats.Stats(profile).sort_stats("tottime").print_stats(28)
        else:
            worked = processor_s_of_all(home / "postgres")
            first, counts = imported(path, count)
            worked = processor_s_of_all(home / "postgres") - worked
        again, _counts = imported(path, count)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024 + max(_readers_mb, default=0)
        outcome = ", ".join(f"{number} {name}" for name, number in counts.items() if number)
        print(
            f"{count:>9} {count / first:>14,.0f} {worked * 1000 / count:>17.3f} {count / again:>13,.0f} "
            f"{count / copied:>17,.0f} {peak:>8}  {outcome}",
            flush=True,
        )


if __name__ == "__main__":
    main()
