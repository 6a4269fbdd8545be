"""Tell the place from the words: "imprimerie écologique tolouse" is a trade, a quality and a town."""

from collections.abc import Callable
from dataclasses import replace

from maillage.directory.search.addresses import default_radius_km
from maillage.directory.search.types import PlaceFilter, SearchRequest, Understanding
from maillage.geodata import PlaceMention, places_in_text

# A place guessed from an ordinary word does more harm than one that was missed: the word then filters everything out.
LEAST_CONFIDENCE = 0.5


def understand(text: str, *, is_known_word: Callable[[str], bool] | None = None) -> Understanding:
    """Separate the place that a text names, the surest if several, from the words to look for.

    `is_known_word`: tells that a folded word is used in the directory, so that it is not taken for a misspelt town.
    """
    mentions = places_in_text(text=text, is_known_word=is_known_word)
    sure = [mention for mention in mentions if mention.confidence >= LEAST_CONFIDENCE]
    if not sure:
        return Understanding(words=text, place=None)
    mention = max(sure, key=lambda found: (found.confidence, found.start))
    words = " ".join(f"{text[: mention.start]} {text[mention.end :]}".split())
    return Understanding(words=words, place=_filter(mention))


def understood(request: SearchRequest, *, is_known_word: Callable[[str], bool] | None = None) -> SearchRequest:
    """Turn the place that the text names into the request's place; `text` keeps the words alone."""
    if not request.text or not request.understands_places or request.place is not None:
        return request
    found = understand(request.text, is_known_word=is_known_word)
    return replace(request, text=found.words, place=found.place) if found.place else request


def _filter(mention: PlaceMention) -> PlaceFilter:
    place = mention.place
    return PlaceFilter(
        label=place.label,
        point=place.point,
        radius_km=default_radius_km(place.kind),
        kind=place.kind,
        code=place.code,
        mention=mention.text,
        is_corrected=mention.is_corrected,
    )
