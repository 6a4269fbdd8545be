"""What the rules understand of a need's text with the network's own taxonomy."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from django.utils.translation import get_language

from maillage.directory.queries.terms import living_skills
from maillage.matching.rules.reading import ReadNeed, SkillWords, Vocabulary, build_vocabulary, read_need


def suggestion(text: str, /, *, today: date) -> tuple[ReadNeed, Mapping[str, str]]:
    """Read a text; gives what is understood and the names of the skills by slug. One query."""
    skills = living_skills()
    vocabulary = _vocabulary(
        tuple(
            SkillWords(
                slug=skill.slug, names=(skill.name_fr, skill.name_en), sector=skill.sector.slug,
                synonyms=(*skill.synonyms_fr, *skill.synonyms_en), naf=(*skill.naf_rev2, *skill.naf_2025),
            )
            for skill in skills
        )
    )  # fmt: skip
    read = read_need(text, vocabulary=vocabulary, today=today, language_hint=get_language())
    return read, {skill.slug: skill.name for skill in skills}


@lru_cache(maxsize=4)
def _vocabulary(skills: tuple[SkillWords, ...]) -> Vocabulary:
    # By its whole content: an edit of the taxonomy is another vocabulary at once.
    return build_vocabulary(skills)
