"""The code that a member pastes into its own site."""

from dataclasses import dataclass
from html import escape
from typing import ClassVar

from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.directory.search.addresses import canonical_query, place_code
from maillage.directory.search.types import FacetKind, SearchRequest


@dataclass(frozen=True, slots=True)
class Embed:
    """What is to be shown: a search in a frame, its map in a frame, or a list drawn by the web component."""

    KINDS: ClassVar[tuple[str, ...]] = ("list", "map", "component")

    kind: str
    request: SearchRequest
    language: str
    base: str

    @property
    def preview_path(self) -> str:
        """Give the path of the page that a frame shows; the component is shown by the builder itself."""
        name = "directory:embed_map" if self.kind == "map" else "directory:embed_search"
        query = canonical_query(self.request)
        return f"{reverse(name)}?{query}&lang={self.language}" if query else f"{reverse(name)}?lang={self.language}"

    @property
    def attributes(self) -> dict[str, str]:
        """Give the attributes of the web component."""
        place = self.request.place
        given = {
            "server": self.base,
            "lang": self.language,
            "q": self.request.text,
            **{kind.value: ",".join(self.request.chosen(kind)) for kind in FacetKind},
            "place": place_code(place) if place else "",
            "near": f"{place.point.latitude:.5f},{place.point.longitude:.5f}" if place and place.kind is None else "",
            "radius_km": f"{place.radius_km:g}" if place and place.radius_km else "",
        }
        return {name: value for name, value in given.items() if value}


def embed_code(embed: Embed) -> str:
    """Write the HTML to paste."""
    if embed.kind == "component":
        attributes = " ".join(f'{name}="{escape(value)}"' for name, value in embed.attributes.items())
        return (
            f'<script type="module" src="{embed.base}/embed.js"></script>\n'
            f"<maillage-directory {attributes}></maillage-directory>"
        )
    title = _("Map of the co-operatives") if embed.kind == "map" else _("Directory of the co-operatives")
    source = escape(f"{embed.base}{embed.preview_path}")
    return f'<iframe src="{source}" title="{escape(title)}" width="100%" height="600" loading="lazy"></iframe>'
