"""What is shown of each result, and why it is there."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from maillage.directory.search.conditions import distance_of_chord, quoted
from maillage.directory.search.matching import rows
from maillage.directory.search.terms import Terms
from maillage.directory.search.types import (
    MatchPart,
    PlaceFilter,
    Proof,
    Reason,
    SearchHit,
    Segment,
    SkillName,
    Why,
)
from maillage.directory.search.words import Word
from maillage.geodata import Point

# Control characters cannot come from a text that people wrote, so they mark matches without ambiguity.
_OPEN, _CLOSE = "\x02", "\x03"
_MARKED = re.compile(f"{_OPEN}([^{_CLOSE}]*){_CLOSE}")
_WHOLE = f"HighlightAll=true, StartSel={_OPEN}, StopSel={_CLOSE}"
_EXTRACT = f"MaxFragments=2, MaxWords=22, MinWords=8, FragmentDelimiter= … , StartSel={_OPEN}, StopSel={_CLOSE}"
# The order in which an extract is chosen; names, skills and labels are shown by themselves.
_SNIPPETS = (MatchPart.REFERENCE, MatchPart.OFFER, MatchPart.PITCH, MatchPart.DESCRIPTION)
_LETTER = {
    MatchPart.NAME: "A",
    MatchPart.SKILL: "B",
    MatchPart.SYNONYM: "B",
    MatchPart.PITCH: "C",
    MatchPart.SECTOR: "C",
    MatchPart.LABEL: "C",
    MatchPart.OFFER: "C",
    MatchPart.REFERENCE: "C",
    MatchPart.DESCRIPTION: "D",
}
_LONG = {MatchPart.REFERENCE, MatchPart.OFFER, MatchPart.DESCRIPTION}


def _marked(part: MatchPart) -> str:
    """Give the SQL of a part with its matches marked, null when the weights say that it holds none."""
    options = _EXTRACT if part in _LONG else _WHOLE
    # PostgreSQL keeps the order of a tsvector's weights, not which part gave them: C stands for five parts.
    return (
        f"case when '{_LETTER[part]}' = any(weights) "
        f"then ts_headline('french_unaccent', card.text_{part.value}, %(query)s::tsquery, '{options}') end"
    )


_CARDS = f"""
select card.organization_id, card.slug, card.name, card.family, card.siren, card.siret, card.town, card.commune_code,
  card.department_code, card.logo, card.skill_ids, card.proof, card.text_pitch, document.longitude, document.latitude,
  document.earth <-> ll_to_earth(%(latitude)s, %(longitude)s),
  array[{", ".join(_marked(part) for part in MatchPart)}]
from directory_search_card card
join directory_search_document document using (organization_id)
left join lateral (
  select array_agg(distinct weight) weights
  from unnest(document.document) found(lexeme, positions, found_weights), unnest(found_weights) weight
  where lexeme = any(%(lexemes)s)
) matched on true
where card.organization_id = any(%(ids)s)
"""


def hits_of(
    ids: Sequence[UUID], *, words: Sequence[Word], place: PlaceFilter | None, terms: Terms, language: str
) -> tuple[SearchHit, ...]:
    """Give the results of these ids in their order, with the reasons why the words found them: one query."""
    lexemes = sorted({lexeme for word in words for lexeme in word.lexemes})
    values = {
        "ids": list(ids),
        "lexemes": lexemes,
        "query": " | ".join(quoted(lexeme) for lexeme in lexemes),
        "latitude": place.point.latitude if place else 0.0,
        "longitude": place.point.longitude if place else 0.0,
    }
    if not ids:
        return ()
    by_id = {row[0]: row for row in rows(_CARDS, values)}
    return tuple(_hit(by_id[one], place=place, terms=terms, language=language) for one in ids if one in by_id)


def _hit(row: Any, *, place: PlaceFilter | None, terms: Terms, language: str) -> SearchHit:
    (
        organization_id, slug, name, family, siren, siret, town, commune_code, department_code, logo, skill_ids, proof,
        pitch, longitude, latitude, chord, marked,
    ) = row  # fmt: skip
    skills = (terms.skill_by_id.get(skill_id) for skill_id in skill_ids)
    return SearchHit(
        organization_id=organization_id,
        slug=slug,
        name=name,
        family=family,
        town=town,
        department_code=department_code,
        skills=tuple(SkillName(slug=skill.slug, name=skill.name(language)) for skill in skills if skill),
        pitch=pitch,
        point=None if longitude is None else Point(longitude=longitude, latitude=latitude),
        distance_m=round(distance_of_chord(chord), 1) if place and chord is not None else None,
        why=_why(dict(zip(MatchPart, marked, strict=True)), name=name),
        proof=_proof(json.loads(proof)),
        siren=siren,
        siret=siret,
        commune_code=commune_code,
        logo=logo,
    )


def _proof(proof: Mapping[str, Any]) -> Proof:
    return Proof(
        references=proof["references"],
        labels=proof["labels"],
        proved_skills=proof["proved_skills"],
        is_claimed=proof["claimed"],
        is_affiliated=proof["affiliated"],
    )


def _why(marked: Mapping[MatchPart, str | None], *, name: str) -> Why:
    found = {part: text for part, text in marked.items() if text and _OPEN in text}
    reasons = tuple(Reason(part=part, words=_words(text)) for part, text in found.items())
    snippet_part = next((part for part in _SNIPPETS if part in found), None)
    names = segments(found[MatchPart.NAME].partition(" · ")[0]) if MatchPart.NAME in found else ()
    return Why(
        reasons=reasons,
        snippet_part=snippet_part,
        snippet=segments(found[snippet_part]) if snippet_part else (),
        name=names or (Segment(text=name),),
    )


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word.casefold() for word in _MARKED.findall(text)))[:6]


def segments(text: str) -> tuple[Segment, ...]:
    """Split a text with marks into plain and highlighted pieces."""
    pieces = _MARKED.split(text)
    return tuple(Segment(text=piece, is_match=place % 2 == 1) for place, piece in enumerate(pieces) if piece)
