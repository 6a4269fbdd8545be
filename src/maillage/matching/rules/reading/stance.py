"""Tell for each word whether the text asks, refuses, tells of its writer or of somebody it already has."""

from collections.abc import Sequence

from maillage.matching.rules.reading.words import Word

ASKED = 1.0
BEFORE_ASKING = 0.7  # a terse need has no verb
AFTER_ASKING = 0.5
REFUSED = 0.0
SELF = 0.15
BENEFICIARY = 0.3

_ASKING_VERBS = frozenset(
    "cherchons recherchons cherche recherche cherchent recherchent voudrions voudrais voulons veux veut souhaitons souhaite "
    "souhaitent souhaiterions souhaiterais aimerions aimerais voudrait voudraient aimerait aimeraient souhaiterait "
    "souhaiteraient desire desirons desirent desirerait desirerions need needs looking seeking seeks want wants would "
    "require requires faut faudrait faudra envisageons envisage prevoyons lance lancons commande".split()
)
_ASKING_NOUNS = frozenset(
    "chercher rechercher besoin besoins devis prestataire prestataires prestation prestations "
    "mission consultation objet marche lot fourniture "
    "realisation creation conception refonte refaire acheter commander trouver quote tender supplier hire confier "
    "demande appel propose someone somebody quelqu confiance pose".split()
)
_ASKING = _ASKING_VERBS | _ASKING_NOUNS
ASKING_WORDS = _ASKING
_SELVES = frozenset(
    {("nous", "sommes"), ("je", "suis"), ("on", "est"), ("we", "are"), ("i", "am"), ("we", "re"), ("i", "m"), ("we", "run"),
     ("i", "run"), ("je", "tiens"), ("je", "gere"), ("nous", "gerons"), ("we", "manage"), ("je", "dirige"), ("nous", "tenons")}
)  # fmt: skip
_REFUSALS = frozenset("pas sans ni aucun aucune hors sauf excepte excluding without no not except jamais never".split())
_NOT_REFUSALS = frozenset(
    "seulement only trop too cher expensive encore yet loin far uniquement later hesiter doute problem probleme "
    "engagement mal forcement necessarily tarder sure certain just grand".split()
)
_HAVING = frozenset("avons ai avait dispose disposons have has ont avez".split())
_NEEDING = _HAVING | frozenset("a aura aurait aurons aurions auront auraient".split())
_TURNS = frozenset("mais but seulement plutot rather instead juste".split())
_ALREADY = frozenset("deja already".split())
_USUAL = frozenset("habituel habituelle habituels usual".split())
_OURS = frozenset("notre nos mon ma mes our my".split())
_ARTICLES = _OURS | frozenset("le la les l un une des the a an leur leurs their".split())
_LINKS = frozenset("pour de d du des dans au aux chez for in at of lors pendant during from avec".split())
_COMPLEMENT_LINKS = _LINKS | {"sur", "about", "a", "on"}
_JOINS = frozenset("et and ou or puis ainsi".split())
_ENDS = frozenset("cordialement regards sincerely bises".split())
_PERSONS = ("eur", "ier", "iste", "able", "aphe", "ien", "er", "or", "ant", "euse", "trice", "iere", "ienne")


def stances(words: Sequence[Word], /) -> list[float]:
    """Give each word a weight in [0, 1] by the way in which the text speaks of it."""
    weights = [BEFORE_ASKING] * len(words)
    asked_before = False
    first = 0
    while first < len(words):
        last = first
        while last < len(words) and words[last].sentence == words[first].sentence:
            last += 1
        if words[first].key in _ENDS and last - first <= 4:
            # What follows the closing formula is a signature.
            weights[first:] = [REFUSED] * (len(words) - first)
            return weights
        asked_before = _weigh_sentence(words, first, last, weights, asked_before=asked_before) or asked_before
        first = last
    return weights


def _weigh_sentence(words: Sequence[Word], first: int, last: int, weights: list[float], *, asked_before: bool) -> bool:
    neutral = AFTER_ASKING if asked_before else BEFORE_ASKING
    state, asks = neutral, False
    refused_in: int | None = None
    aside_in = words[first].clause if _opens_with_context(words, first, last) else None
    for position in range(first, last):
        word = words[position]
        if aside_in is not None and word.clause != aside_in:
            aside_in = None
        if refused_in is not None and (word.clause != refused_in or word.key in _TURNS):
            refused_in = None
        if word.key in _ASKING:
            if not asks and (word.key in _ASKING_VERBS or _has_need(words, first, position)):
                _lower_subject(words, first, position, weights)
            state, asks = ASKED, True
        elif position + 1 < last and (word.key, words[position + 1].key) in _SELVES:
            state = SELF
        if _refuses(words, position, first, last):
            refused_in = word.clause
        weights[position] = REFUSED if refused_in is not None else min(state, SELF if aside_in is not None else 1.0)
    return asks


def _has_need(words: Sequence[Word], first: int, position: int) -> bool:
    """Tell “a besoin” from the word “besoin” alone."""
    before = words[position - 1].key if position > first else ""
    return words[position].key in {"besoin", "besoins"} and before in _NEEDING


def _opens_with_context(words: Sequence[Word], first: int, last: int) -> bool:
    keys = tuple(word.key for word in words[first : min(last, first + 3)])
    leads = keys[:2] == ("dans", "le") or keys[:1] == ("suite",)
    context = len(keys) > 1 and keys[0] in {"pour", "for", "dans", "in", "lors", "a"} and keys[1] in _OURS
    several = words[last - 1].clause != words[first].clause
    return several and (leads or context)


def _lower_subject(words: Sequence[Word], first: int, position: int, weights: list[float]) -> None:
    """Take down what stands before the verb: who asks is not what is asked."""
    for before in range(position - 1, first - 1, -1):
        if words[before].clause != words[position].clause:
            break
        weights[before] = min(weights[before], SELF)


def _refuses(words: Sequence[Word], position: int, first: int, last: int) -> bool:
    key = words[position].key
    if key in _ALREADY:
        near = {word.key for word in words[max(first, position - 3) : position + 3]}
        return bool(near & _HAVING or {"on", "a"} <= near)
    after = words[position + 1].key if position + 1 < last else ""
    if key == "don" and after == "t":
        return True
    if key not in _REFUSALS or after in _NOT_REFUSALS:
        return False
    # "Nous n'avons pas de site" tells a lack, which is a need.
    before = {word.key for word in words[max(first, position - 2) : position] if word.clause == words[position].clause}
    follows = {word.key for word in words[position + 1 : position + 3]}
    lacks = before & _HAVING or {"n", "a"} <= before or {"on", "a"} <= before
    return not (lacks and not follows & {"besoin", "need"}) and "hesitez" not in before


def nearby_factor(words: Sequence[Word], first: int, last: int, *, object_end: int | None) -> float:
    """Weigh the words `[first, last)` by their neighbours: "notre imprimeur habituel", "un site pour la boulangerie".

    `object_end`: where the words of what the sentence asks for end, so that what comes after "for" is whom it is for.
    """
    sentence = words[first].sentence
    after = [word.key for word in words[last : last + 2] if word.sentence == sentence]
    before = [word.key for word in words[max(0, first - 3) : first] if word.sentence == sentence]
    if _USUAL & {*after, *before}:
        return 0.1
    owned = bool(before) and before[-1] in _OURS
    if owned and words[first].key.endswith(_PERSONS):
        return 0.2
    if object_end is not None and (_is_beneficiary(before) or _is_complement(words, object_end, first)):
        return BENEFICIARY
    return 1.0


def _is_complement(words: Sequence[Word], object_end: int, first: int) -> bool:
    """Tell whether what is asked governs the word: "livraison de légumes", "un film sur la pêche"."""
    between = words[object_end:first]
    keys = {word.key for word in between}
    return (
        0 < len(between) <= 5
        and words[object_end - 1].clause == words[first].clause
        and bool(keys & _COMPLEMENT_LINKS)
        and not keys & (_JOINS | _ASKING)
    )


def _is_beneficiary(before: list[str]) -> bool:
    if not before:
        return False
    if before[-1] in {"du", "au", "aux", "chez"}:
        return len(before) < 2 or before[-2] not in _JOINS
    if before[-1] in _ARTICLES and len(before) > 1 and before[-2] in _LINKS:
        return len(before) < 3 or before[-3] not in _JOINS
    return before[-1] in {"pour", "for", "dans"}
