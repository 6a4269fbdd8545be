"""Find kind, language, labels and clauses by the words that say them."""

import re
from collections.abc import Sequence

from maillage.matching.rules.reading.types import ClauseRead, KindRead, Quote
from maillage.matching.rules.reading.words import Word
from maillage.matching.types import BriefKind

_KINDS: tuple[tuple[BriefKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (
            BriefKind.COPRODUCTION,
            r"co-?produ\w+|(?:mont|port|constru|imagin|cr[ée])\w{1,4} (?:ce projet )?ensemble|projet "
            r"commun|joint project|(?:build|make|create) (?:it |this |something )?together",
        ),
        (
            BriefKind.SOURCING,
            r"\bsourcing\b|\bsourc(?:er|ons)\b|[ée]tude de march[ée] pr[ée]alable|avant (?:de (?:lancer|"
            r"publier)|un|le|notre) (?:une? )?(?:appel|march[ée]|consultation)|identifier (?:les|des) "
            r"(?:structures|entreprises|fournisseurs|acteurs|prestataires)|market sounding|before (?:a|"
            r"the|our|we) (?:tender|publish\w*|launch\w*)|qui (?:existe|sait faire)|rep[ée]rage",
        ),
        (
            BriefKind.PARTNER,
            r"(?:cherch\w+|recherch\w+|trouver|looking for|need|seek\w*|besoin d['’e]) ?(?:un|une|des|a|"
            r"an|some|deux|two)? ?(?:autre )?(?:co[- ]?traitants?|partenaires?|partners?|consœurs?|"
            r"sous-traitants?|scop partenaire|co-op partner)|r[ée]pondre (?:ensemble|avec nous|[àa] "
            r"(?:plusieurs|un appel|un march[ée]))|en (?:groupement|co-?traitance)|join (?:us|our bid)|"
            r"bid together|partner (?:co-?op\w*|with)|(?:il )?(?:nous )?manque (?:la|une?) comp[ée]tence",
        ),
        (
            BriefKind.TENDER,
            r"appels? d['’]offres?|march[ée]s? publics?|\bmapa\b|\bdce\b|\bcctp\b|mise en concurrence|"
            r"proc[ée]dure adapt[ée]e|accord-cadre|consultation (?:en|publique|relative|pour|porte)|"
            r"(?:call|invitation) (?:for|to) tenders?|\btenders?\b|\brfp\b|remise des (?:offres|plis)|"
            r"pouvoir adjudicateur|lot n|le pr[ée]sent march[ée]",
        ),
    )
)
_CLAUSES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (slug, re.compile(pattern, re.IGNORECASE))
    for slug, pattern in (
        (
            "insertion",
            r"(?:clauses? )?(?:sociales? d['’])?\binsertion(?: sociale| professionnelle)?\b|\bsiae\b|work integration",
        ),
        ("social-clause", r"clauses? sociales?|social clauses?"),
        ("disability", r"\besat\b|entreprises? adapt[ée]es?|sheltered workshop|\bstpa\b"),
        (
            "environmental-clause",
            r"clauses? environnementales?|crit[èe]res? [ée]cologiques?|environmental (?:clauses?|criteri\w+)",
        ),
        ("rse", r"\brse\b|\bcsr\b|responsabilit[ée] soci[ée]tale"),
        ("scop", r"\bscops?\b"),
        ("scic", r"\bscics?\b"),
        ("ess", r"\bess\b|[ée]conomie sociale|social economy"),
        ("esus", r"\besus\b"),
        ("imprimvert", r"imprim['’ ]?vert"),
        ("fsc", r"\bfsc\b"),
        ("pefc", r"\bpefc\b"),
        ("qualiopi", r"qualiopi"),
        ("rge", r"\brge\b"),
        ("qualibat", r"qualibat"),
        ("organic", r"agriculture biologique|label bio|certifi[ée]e?s? bio|certified organic|\bab\b(?= |$)"),
        ("ecolabel", r"[ée]co-?label|ecocert"),
        ("iso-14001", r"iso ?14001"),
        ("iso-27001", r"iso ?27001"),
        ("b-corp", r"b[- ]?corp\b"),
        ("recycled-paper", r"papier recycl[ée]|recycled paper"),
        ("accessibility", r"\brgaa\b|\bwcag\b"),
    )
)
_INSISTS = re.compile(
    r"uniquement|exclusivement|seulement|obligatoire\w*|exig\w+|imp[ée]rati\w+|indispensable|"
    r"r[ée]serv[ée]\w*|must|only|required|mandatory|certifi[ée]\w*|labellis[ée]\w*",
    re.IGNORECASE,
)
_AROUND = 40
_ALSO_WORK = frozenset({"rse", "ess", "insertion", "accessibility", "organic", "qualiopi"})
_FUNCTION_WORDS = {
    "fr": "le la les des du une et est pour nous vous avec dans sur au aux notre nos cherchons je sont qui que ce pas besoin un",
    "en": "the and of for we our you with is are need looking to in it this that have would please by a an",
    "es": "el los las una para con necesitamos buscamos es nuestro nuestra y por que del se",
    "de": "der die das und wir suchen eine einen fur mit ist unsere nicht ein zu im von",
    "it": "il gli una per con cerchiamo nostro nostra che di e un sono della dei abbiamo",
    "pt": "os uma para com precisamos nosso nossa que do da e um por nao procuramos",
    "nl": "het een wij zoeken voor met onze en van is niet de op",
}
_WORDS_OF = {language: frozenset(words.split()) for language, words in _FUNCTION_WORDS.items()}


def kind_in(text: str, /) -> KindRead:
    """Give the kind of need, a quote when nothing says otherwise."""
    for kind, pattern in _KINDS:
        match = pattern.search(text)
        if match:
            return KindRead(kind, (Quote(match[0], match.start(), match.end()),))
    return KindRead(BriefKind.QUOTE, ())


def clauses_in(text: str, /) -> tuple[ClauseRead, ...]:
    """Give the labels and clauses mentioned, each once."""
    found = []
    for slug, pattern in _CLAUSES:
        match = pattern.search(text)
        if match:
            around = text[max(0, match.start() - _AROUND) : match.end() + _AROUND]
            quote = Quote(match[0], match.start(), match.end())
            found.append(ClauseRead(slug, bool(_INSISTS.search(around)), quote))
    return tuple(sorted(found, key=lambda clause: clause.because.start))


def labels_only(text: str, clauses: Sequence[ClauseRead], /) -> list[Quote]:
    """Give the mentions that name a label or a clause and no work: "Imprim'vert", "structure d'insertion"."""
    return [
        clause.because
        for clause in clauses
        if clause.slug not in _ALSO_WORK
        or re.search(
            r"clause|crit[èe]re|label|(?:structure|entreprise|acteur)s? d['’]",
            text[max(0, clause.because.start - 20) : clause.because.end],
            re.IGNORECASE,
        )
    ]


def language_of(words: Sequence[Word], /, *, hint: str | None = None) -> str:
    """Guess the language by its little words; the hint decides between equals, "und" stands for no clue."""
    counts = {language: sum(word.key in known for word in words[:2_000]) for language, known in _WORDS_OF.items()}
    best = max(counts.values())
    if best == 0:
        return hint or "und"
    leaders = [language for language, count in counts.items() if count == best]
    return hint if hint in leaders and hint else leaders[0]
