"""Understand the commune that a row of a file names, however it is written."""

import re
from bisect import bisect_left
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from maillage.geodata.gazetteer import KIND_COMMUNE, Gazetteer, gazetteer
from maillage.geodata.names import normalise, without_article
from maillage.geodata.types import CommuneMatch, MatchedBy

_LONGEST_NAME = 200
_CEDEX = re.compile(r"\bcedex\b(?:\s+(\d{1,2}))?.*$")
_POSTAL_CODE = re.compile(r"\b(\d{5})\b")
_ARRONDISSEMENT = re.compile(
    r"^(paris|lyon|marseille)\s+(\d{1,2})\s*(?:er|ere|e|eme|ieme|nd|nde)?(?:\s+(?:arr|arrdt|arrondissement|ardt)\b.*)?$"
)
_ARRONDISSEMENT_PREFIX = {"paris": "751", "lyon": "6938", "marseille": "132"}
_SURE = {MatchedBy.CODE: 1.0, MatchedBy.NAME_AND_POSTAL_CODE: 1.0, MatchedBy.NAME_AND_DEPARTMENT: 0.95}
_ENOUGH_LIKENESS = 80.0
_TRUSTED = 0.6


@dataclass(frozen=True, slots=True)
class _Clues:
    """What a row says of its commune, cleaned."""

    names: tuple[str, ...]
    postal_code: str
    department: str
    code: str


def match_commune(
    *, name: str, postal_code: str | None = None, department_code: str | None = None, code: str | None = None
) -> CommuneMatch | None:
    """Return the commune that a row means, with how sure that is, or None.

    Understands capitals without accents, "ST", "CEDEX", "(LA)", arrondissements in all spellings, several names in one
    cell, a postal code inside the name, a postal code that lost its leading zero, past codes and former communes.
    """
    known = gazetteer()
    clues = _clues(name, postal_code, department_code, code)
    by_code = _by_code(known, clues)
    if by_code is not None and by_code.confidence >= 1:
        return by_code
    candidates = [by_code, _arrondissement(known, clues), *(_by_name(known, clues, key) for key in clues.names)]
    if not any(match is not None and match.confidence >= _TRUSTED for match in candidates):
        candidates += [_similar(known, clues), _longer_name(known, clues), _by_postal_code(known, clues)]
    return max((match for match in candidates if match is not None), key=lambda match: match.confidence, default=None)


def _clues(name: str, postal_code: str | None, department: str | None, code: str | None) -> _Clues:
    raw = name[:_LONGEST_NAME]
    inside = _POSTAL_CODE.search(raw)
    postal = _digits(postal_code) or (inside[1] if inside else "")
    raw = _POSTAL_CODE.sub(" ", raw)
    # "ROCHELLE (LA)" is one name; "Puilboreau, La Rochelle" and "Brest / Guipavas" are two, the first one meant.
    raw = re.sub(r"\(\s*(l'|la|le|les)\s*\)\s*$", r" \1", raw, flags=re.IGNORECASE)
    parts = [raw, *re.split(r"[,/;(]| - ", raw)]
    keys: list[str] = []
    for part in parts:
        key = normalise(part)
        cedex = _CEDEX.search(key)
        if cedex:
            # "PARIS CEDEX 08" is served in the 8th: only those three cities number their cedex by arrondissement.
            key = key[: cedex.start()].strip()
            numbered = f"{key} {int(cedex[1])}" if cedex[1] else ""
            keys += [numbered] if _ARRONDISSEMENT.fullmatch(numbered) else []
        keys.append(key)
    place = (department or "").strip().upper()
    return _Clues(
        names=tuple(dict.fromkeys(key for key in keys if key)),
        postal_code=postal,
        department=place.zfill(2) if place.isdigit() else place,
        code=_digits(code) or (code or "").strip().upper(),
    )


def _digits(text: str | None) -> str:
    plain = re.sub(r"\.0+$", "", (text or "").strip())
    plain = re.sub(r"\s", "", plain)
    return plain.zfill(5) if plain.isdigit() and len(plain) in (4, 5) else ""


def _by_code(known: Gazetteer, clues: _Clues) -> CommuneMatch | None:
    row = known.row(code=clues.code) if clues.code else None
    if row is None:
        return None
    commune = known.commune(row=row)
    alike = [fuzz.WRatio(normalise(commune.name), key) for key in clues.names]
    # A code that the name contradicts is as likely to be the wrong cell as the name is.
    agrees = not clues.names or max(alike) >= _ENOUGH_LIKENESS or _is_former_name(known, row, clues)
    return CommuneMatch(commune, 1.0 if agrees else 0.6, MatchedBy.CODE)


def _is_former_name(known: Gazetteer, row: int, clues: _Clues) -> bool:
    return any(bearer.row == row for key in clues.names for bearer in known.namesakes.get(key, ()))


def _arrondissement(known: Gazetteer, clues: _Clues) -> CommuneMatch | None:
    for key in clues.names:
        written = _ARRONDISSEMENT.fullmatch(key)
        city = written[1] if written else key
        prefix = _ARRONDISSEMENT_PREFIX.get(city)
        if prefix is None:
            continue
        number = written[2] if written else ""
        row = known.row(code=prefix + number.zfill(5 - len(prefix))) if number else _row_by_postal(known, clues, prefix)
        if row is not None:
            by = MatchedBy.NAME_AND_POSTAL_CODE if not number or clues.postal_code else MatchedBy.ONLY_NAMESAKE
            return CommuneMatch(known.commune(row=row), 1.0, by)
    return None


def _row_by_postal(known: Gazetteer, clues: _Clues, prefix: str) -> int | None:
    rows = known.rows_of_postal_code.get(clues.postal_code, [])
    found = [row for row in rows if known.parents[row] and known.codes[row].startswith(prefix)]
    return found[0] if len(found) == 1 else None


def _by_name(known: Gazetteer, clues: _Clues, key: str) -> CommuneMatch | None:
    bearers = known.namesakes.get(key) or known.namesakes.get(without_article(key), [])
    rows = list(dict.fromkeys(bearer.row for bearer in bearers))
    if not rows:
        return None
    # The first name of the cell is the one meant; a later one only counts when nothing else is known.
    doubt = 0.0 if key == clues.names[0] else 0.08
    served = set(known.rows_of_postal_code.get(clues.postal_code, ()))
    by_postal = [row for row in rows if row in served]
    department = clues.department or _department_of_postal_code(clues.postal_code)
    by_department = [row for row in rows if _is_in(known, row, department)]
    if by_postal:
        row, by, sure = by_postal[0], MatchedBy.NAME_AND_POSTAL_CODE, _SURE[MatchedBy.NAME_AND_POSTAL_CODE]
    elif by_department:
        row, by = by_department[0], MatchedBy.NAME_AND_DEPARTMENT
        sure = _SURE[by] if len(by_department) == 1 else 0.7
    elif len(rows) == 1:
        row, by = rows[0], MatchedBy.ONLY_NAMESAKE
        sure = 0.5 if department else 0.9
    else:
        row, by = rows[0], MatchedBy.LARGEST_NAMESAKE
        sure = 0.3 if department else _share(known, rows)
    return CommuneMatch(known.commune(row=row), sure - doubt, by)


def _share(known: Gazetteer, rows: list[int]) -> float:
    """Return how sure the largest of several namesakes is: its share of their people, never as sure as an only one."""
    everyone = sum(known.populations[row] for row in rows) or 1
    return round(0.85 * known.populations[rows[0]] / everyone, 2)


def _department_of_postal_code(postal_code: str) -> str:
    if postal_code.startswith("20"):
        return "2A/2B"
    return postal_code[:3] if postal_code.startswith(("97", "98")) else postal_code[:2]


def _is_in(known: Gazetteer, row: int, department: str) -> bool:
    return bool(department) and known.department_code(row=row) in department.split("/")


def _similar(known: Gazetteer, clues: _Clues) -> CommuneMatch | None:
    """Look for a misspelt name among the communes of the postal code, else of the département."""
    department = clues.department or _department_of_postal_code(clues.postal_code)
    near = known.rows_of_postal_code.get(clues.postal_code, [])
    wide = [row for part in department.split("/") for row in known.rows_in_department(code=part)] if department else []
    for rows, enough in ((near, 70.0), (wide, 86.0)):
        names = {row: normalise(known.names[row]) for row in rows}
        for key in clues.names:
            best = process.extractOne(key, names, scorer=fuzz.ratio, score_cutoff=enough)
            if best:
                return CommuneMatch(known.commune(row=best[2]), round(best[1] / 100 * 0.9, 2), MatchedBy.SIMILAR_NAME)
            # "Oissel" has become Oissel-sur-Seine; Berck is "Berck sur Mer" to everybody.
            longer = [row for row, name in names.items() if _begins(name, key) or _begins(key, name)]
            if len(longer) == 1:
                return CommuneMatch(known.commune(row=longer[0]), 0.85, MatchedBy.SIMILAR_NAME)
    return None


def _begins(longer: str, shorter: str) -> bool:
    return longer.startswith(f"{shorter} ")


def _longer_name(known: Gazetteer, clues: _Clues) -> CommuneMatch | None:
    """Look for a large commune whose name begins with the one written, when nothing else tells where it is."""
    if clues.postal_code or clues.department:
        return None
    names, entries = known.name_starts
    for key in clues.names:
        low, high = bisect_left(names, f"{key} "), bisect_left(names, f"{key} ~")
        rows = [known.entry_rows[entry] for entry in entries[low:high] if known.entry_kinds[entry] == KIND_COMMUNE]
        if len(key) > 4 and rows:
            row = max(rows, key=lambda row: known.populations[row])
            if known.populations[row] > 0.8 * sum(known.populations[other] for other in rows):
                return CommuneMatch(known.commune(row=row), 0.5, MatchedBy.SIMILAR_NAME)
    return None


def _by_postal_code(known: Gazetteer, clues: _Clues) -> CommuneMatch | None:
    rows = [row for row in known.rows_of_postal_code.get(clues.postal_code, []) if known.codes[row] not in known.cities]
    if not rows:
        return None
    row = max(rows, key=lambda row: known.populations[row])
    # Without a name the code says where; with a name that fits nothing it is only a hint.
    alone, several = (0.8, 0.5) if not clues.names else (0.4, 0.35)
    return CommuneMatch(known.commune(row=row), alone if len(rows) == 1 else several, MatchedBy.POSTAL_CODE)
