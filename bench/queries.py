"""What is asked of the search: words of every frequency, misspelt ones, places, views of the map; the same for each size."""

import random
from dataclasses import replace
from uuid import UUID

from django.db import connection

from maillage import geodata
from maillage.directory.queries.search import Box, FacetKind, PlaceFilter, SearchRequest, Sort, search
from maillage.directory.search.conditions import conditions_of, quoted
from maillage.directory.search.counts import uses_of
from maillage.directory.search.matching import Estimate
from maillage.directory.search.walks import in_order
from maillage.directory.search.words import searched_words, words_of
from maillage.geodata import Point

_TOWNS = ("Paris", "Lyon", "Marseille", "Toulouse", "Nantes", "Rennes", "Lille", "Strasbourg", "Grenoble", "Brest", "Guéret",
          "Privas", "Aurillac", "Vannes", "Pau", "Annecy", "Le Puy-en-Velay", "Auxerre", "Bastia", "Dunkerque")  # fmt: skip


class Queries:
    """Drawn from the words that the directory uses, by the number of documents that hold them."""

    def __init__(self, *, size: int, chance: random.Random, count: int) -> None:
        self._size, self._chance, self._count = size, chance, count
        with connection.cursor() as cursor:
            cursor.execute(
                "select min(word), sum(count) from directory_search_word group by stem having sum(count) > 2 order by 2 desc"
            )
            counted = [(word, int(uses)) for word, uses in cursor.fetchall() if not geodata.places_in_text(text=word)]
        self.common = self._draw([word for word, uses in counted if uses > size / 10])
        self.middling = self._draw([word for word, uses in counted if size / 200 < uses <= size / 20])
        self.rare = self._draw([word for word, uses in counted if 3 <= uses <= 60])
        self.pairs = [f"{one} {other}" for one, other in zip(self.common, reversed(self.middling), strict=False)]
        self.typos = [self._misspelt(word) for word in self.middling if len(word) > 5]
        self.begun = [word[: chance.randint(2, 7)] for word in self._draw([word for word, _uses in counted])]
        self.places = self._points()
        self._uses = uses_of(["sector:energie"])
        self.filtered = [
            replace(
                self.request(word),
                filters={
                    FacetKind.SECTOR: (self._sector(),),
                    FacetKind.REGION: (chance.choice(("84", "76", "11", "53")),),
                },
            )
            for word in self.common
        ]
        self.filters_only = [
            replace(
                self.request(""),
                filters={
                    FacetKind.SECTOR: (self._sector(),),
                    FacetKind.DEPARTMENT: (chance.choice(("69", "31", "75", "07")),),
                },
            )
            for _ in range(count // 2)
        ]
        self.views = [self._view(zoom) for zoom in range(4, 18) for _ in range(max(2, count // 14))]
        self.naive_views = [(box.west, box.south, box.east, box.north, zoom) for box, zoom, _word in self.views]

    def request(
        self, text: str, latitude: float | None = None, longitude: float | None = None, *, sort: str = "relevance"
    ) -> SearchRequest:
        place = None
        if latitude is not None and longitude is not None:
            place = PlaceFilter(label="", point=Point(longitude=longitude, latitude=latitude), radius_km=50)
        return SearchRequest(text=text, place=place, sort=Sort(sort))

    def tsquery(self, text: str) -> str:
        words = searched_words(words_of(text))
        return " & ".join(f"({' | '.join(quoted(lexeme) for lexeme in word.lexemes)})" for word in words)

    def tenth_pages(self) -> list[SearchRequest]:
        requests = []
        for word in self.common[:20]:
            request = self.request(word)
            for _page in range(9):
                cursor = search(request, with_facets=False).next_cursor
                if not cursor:
                    break
                request = replace(request, cursor=cursor)
            requests.append(request)
        return requests

    def nearest(self, place: tuple[float, float]) -> tuple[UUID, ...]:
        return self._walk(place, {})

    def nearest_of_sector(self, place: tuple[float, float]) -> tuple[UUID, ...]:
        return self._walk(place, {FacetKind.SECTOR: ("energie",)})

    def _walk(self, place: tuple[float, float], filters: dict[FacetKind, tuple[str, ...]]) -> tuple[UUID, ...]:
        centre = PlaceFilter(label="", point=Point(longitude=place[1], latitude=place[0]))
        conditions = conditions_of(SearchRequest(filters=filters), words=(), uses=self._uses)
        estimate = Estimate(conditions=conditions, total=self._size)
        return in_order(conditions, sort=Sort.DISTANCE, place=centre, estimate=estimate, cursor="", size=20).ids

    def _draw(self, words: list[str]) -> list[str]:
        return [self._chance.choice(words) for _ in range(self._count)] if words else []

    def _misspelt(self, word: str) -> str:
        place = self._chance.randrange(1, len(word) - 1)
        match self._chance.randrange(3):
            case 0:
                return word[:place] + word[place + 1 :]
            case 1:
                return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
            case _:
                return word[:place] + self._chance.choice("aeiourst") + word[place:]

    def _points(self) -> list[tuple[float, float]]:
        towns = [geodata.suggest_places(text=town, limit=1)[0].point for town in _TOWNS]
        return [(town.latitude, town.longitude) for town in (self._chance.choice(towns) for _ in range(self._count))]

    def _sector(self) -> str:
        return self._chance.choice(("communication", "batiment", "energie", "culture", "numerique"))

    def _view(self, zoom: int) -> tuple[Box, int, str]:
        latitude, longitude = self._chance.choice(self.places)
        width = 1280 / 256 * 360 / 2**zoom
        height = width * 0.45
        box = Box(
            west=max(-180, longitude - width / 2),
            south=max(-85, latitude - height / 2),
            east=min(180, longitude + width / 2),
            north=min(85, latitude + height / 2),
        )
        return box, zoom, self._chance.choice(self.common)
