"""Read calls for tender in the shape of TED's search API, version 3."""

import json
import re
from collections.abc import Iterator
from typing import Any

from maillage.geodata import departments
from maillage.matching.importing.boamp import Unreadable
from maillage.matching.importing.fields import cents_of, list_of, moment_of, text_of
from maillage.matching.rules.opportunities import Bulletin, NoticeKind, Opportunity, skills_of_cpv

_LANGUAGES = ("fra", "eng")
_AWARDS = ("can-", "award")
_FRENCH = "FRA"


def read_ted(content: bytes, /) -> Iterator[Opportunity]:
    """Give the notices of a search's answer, of an array of notices or of JSON lines.

    Raises: Unreadable. Source: TED API v3, `POST /v3/notices/search`.
    """
    yield from (notice for notice in ted_notices(content) if notice is not None)


def ted_notices(content: bytes, /) -> Iterator[Opportunity | None]:
    """Give each record's notice, None for a record without a number.

    Raises: Unreadable.
    """
    text = content.decode("utf-8-sig", errors="replace").strip()
    for notice in _notices(text) if text else ():
        number = text_of(notice.get("publication-number"))[:60]
        yield _opportunity(notice, number) if number else None


def _notices(text: str) -> Iterator[dict[str, Any]]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        try:
            document = [json.loads(line) for line in text.splitlines() if line.strip()]
        except (ValueError, RecursionError) as error:
            raise Unreadable("The file is no JSON.") from error
    if isinstance(document, dict):
        document = document.get("notices", [document])
    if not isinstance(document, list):
        raise Unreadable("The file holds no list of notices.")
    yield from (notice for notice in document if isinstance(notice, dict))


def _opportunity(notice: dict[str, Any], number: str) -> Opportunity:
    cpv = tuple(re.sub(r"\D.*", "", code) for code in list_of(notice.get("classification-cpv")))
    kind = text_of(notice.get("notice-type")).lower()
    deadlines = [
        moment
        for value in _listed(notice.get("deadline-receipt-tender-date-lot"))
        if (moment := moment_of(value, ends_day=True))
    ]
    links = notice.get("links")
    html = links.get("html") if isinstance(links, dict) else None
    return Opportunity(
        key=f"ted:{number}",
        bulletin=Bulletin.TED,
        kind=_kind(kind, notice),
        title=_said(notice.get("notice-title")),
        buyer=_said(notice.get("buyer-name")),
        url=_said(html) if isinstance(html, dict) else f"https://ted.europa.eu/fr/notice/-/detail/{number}",
        published=moment_of(notice.get("publication-date")),
        # Lots may close on different days: the call is open until the last.
        deadline=max(deadlines, default=None),
        departments=_departments(list_of(notice.get("place-of-performance"))),
        cpv=tuple(dict.fromkeys(code for code in cpv if code)),
        amends=tuple(f"ted:{previous[:60]}" for previous in list_of(notice.get("change-notice-version-identifier"))),
        winners=_names(notice.get("winner-name")),
        skills=skills_of_cpv(cpv),
        description=_said(
            notice.get("description-lot") or notice.get("description-glo") or notice.get("description-proc")
        ),
        amount_cents=_amount(notice),
    )


def _kind(said: str, notice: dict[str, Any]) -> NoticeKind:
    if said.startswith(_AWARDS):
        return NoticeKind.AWARD
    if notice.get("change-notice-version-identifier") or "corr" in said:
        return NoticeKind.CORRECTION
    return NoticeKind.OTHER if said.startswith(("pin", "qu-", "veat")) else NoticeKind.CALL


def _amount(notice: dict[str, Any]) -> int | None:
    currencies = {text_of(value) for value in _listed(notice.get("estimated-value-cur-proc")) if value}
    if currencies - {"EUR"}:
        return None
    return cents_of(text_of(notice.get("estimated-value-proc")) or text_of(notice.get("estimated-value-glo")))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _said(value: Any) -> str:
    """Give the French words of an object by language, else the English, else the first."""
    if not isinstance(value, dict):
        return text_of(value)
    by_language = {str(language).lower(): words for language, words in value.items()}
    chosen = next((by_language[language] for language in _LANGUAGES if language in by_language), None)
    return text_of(chosen if chosen is not None else next(iter(by_language.values()), ""))


def _names(value: Any) -> tuple[str, ...]:
    values = next(iter(value.values()), []) if isinstance(value, dict) else value
    return tuple(dict.fromkeys(name for one in _listed(values) if (name := text_of(one))))


def _departments(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Turn NUTS codes into départements: one for level 3, those inside for a larger region; a country tells none.

    Notices name a place with the regions that hold it: a region counts only when no part of it is named.
    """
    known = {department.code for department in departments()}
    named = [code.upper() for code in codes if len(code) >= _REGION_LENGTH and code.upper() != _FRENCH]
    finest = [code for code in named if not any(other != code and other.startswith(code) for other in named)]
    found = (department for code in finest for nuts, department in _DEPARTMENT_OF_NUTS.items() if nuts.startswith(code))
    return tuple(dict.fromkeys(code for code in found if code in known))


_REGION_LENGTH = 3  # FR1, FRK: level 1; two letters are a country


# NUTS 2021, level 3, France. Source: Commission delegated regulation (EU) 2019/1755.
_DEPARTMENT_OF_NUTS = dict(
    pair.split(":")
    for pair in """
FR101:75 FR102:77 FR103:78 FR104:91 FR105:92 FR106:93 FR107:94 FR108:95 FRB01:18 FRB02:28 FRB03:36 FRB04:37 FRB05:41
FRB06:45 FRC11:21 FRC12:58 FRC13:71 FRC14:89 FRC21:25 FRC22:39 FRC23:70 FRC24:90 FRD11:14 FRD12:50 FRD13:61 FRD21:27
FRD22:76 FRE11:59 FRE12:62 FRE21:02 FRE22:60 FRE23:80 FRF11:67 FRF12:68 FRF21:08 FRF22:10 FRF23:51 FRF24:52 FRF31:54
FRF32:55 FRF33:57 FRF34:88 FRG01:44 FRG02:49 FRG03:53 FRG04:72 FRG05:85 FRH01:22 FRH02:29 FRH03:35 FRH04:56 FRI11:24
FRI12:33 FRI13:40 FRI14:47 FRI15:64 FRI21:19 FRI22:23 FRI23:87 FRI31:16 FRI32:17 FRI33:79 FRI34:86 FRJ11:11 FRJ12:30
FRJ13:34 FRJ14:48 FRJ15:66 FRJ21:09 FRJ22:12 FRJ23:31 FRJ24:32 FRJ25:46 FRJ26:65 FRJ27:81 FRJ28:82 FRK11:03 FRK12:15
FRK13:43 FRK14:63 FRK21:01 FRK22:07 FRK23:26 FRK24:38 FRK25:42 FRK26:69 FRK27:73 FRK28:74 FRL01:04 FRL02:05 FRL03:06
FRL04:13 FRL05:83 FRL06:84 FRM01:2A FRM02:2B FRY10:971 FRY20:972 FRY30:973 FRY40:974 FRY50:976
""".split()
)
