"""The search and the map inside members' own sites: pages for frames, a web component, and the page that writes the code."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from maillage import geodata
from maillage.directory.embed_code import Embed, embed_code
from maillage.directory.finder import Finder
from maillage.directory.queries import search as queries
from maillage.directory.queries.published import whole_address
from maillage.directory.queries.taxonomy import sectors
from maillage.directory.requests import ScopedRequest
from maillage.directory.revalidation import asks_each_time, open_to_all_sites
from maillage.directory.search.addresses import default_radius_km
from maillage.directory.search.types import FacetKind, ParsedRequest, PlaceFilter
from maillage.kit.htmx import answer

SCRIPT = "directory/embed.js"
RESULTS = 10
# These pages alone may stand in the frames of any site; they change nothing and know nobody.
_POLICY: dict[str, Any] = {**settings.SECURE_CSP, "frame-ancestors": ["*"]}
in_frames = csp_override(_POLICY)


@require_safe
def builder(request: ScopedRequest) -> HttpResponse:
    """Write the code to paste, beside what it will show."""
    parsed = _with_place(
        parse=queries.parse_search(query=_without_page(request.GET)), written=request.GET.get("where", "")
    )
    kind = request.GET.get("kind", "")
    embed = Embed(
        kind=kind if kind in Embed.KINDS else Embed.KINDS[0],
        request=replace(parsed.request, cursor="", size=queries.SearchRequest().size, understands_places=True),
        language=get_language() or "fr",
        base=settings.MAILLAGE_BASE_URL,
    )
    return answer(
        request,
        "directory/embeds/builder.html",
        context={
            "embed": embed,
            "code": embed_code(embed),
            "errors": parsed.errors,
            "sectors": sectors(),
            "chosen_sectors": parsed.request.chosen(FacetKind.SECTOR),
            "where": parsed.request.place.label if parsed.request.place else request.GET.get("where", "")[:100],
        },
    )


def _without_page(query: QueryDict) -> QueryDict:
    kept = query.copy()
    for name in ("cursor", "size", "bbox"):
        kept.pop(name, None)
    return kept


def _with_place(*, parse: ParsedRequest, written: str) -> ParsedRequest:
    if parse.request.place is not None or not written.strip():
        return parse
    found = geodata.suggest_places(text=written[:100], limit=1)
    if not found:
        message = _("“%(place)s” is not a place that we know. Check its spelling, or give a postal code.")
        return ParsedRequest(
            request=parse.request, errors={**parse.errors, "where": message % {"place": written[:100]}}
        )
    place = PlaceFilter(
        label=found[0].label, point=found[0].point, kind=found[0].kind, code=found[0].code,
        radius_km=default_radius_km(found[0].kind),
    )  # fmt: skip
    return ParsedRequest(request=replace(parse.request, place=place), errors=parse.errors)


@require_safe
@xframe_options_exempt
@in_frames
@asks_each_time
def search(request: HttpRequest) -> HttpResponse:
    """List what is sought in a frame: one field, the results, what follows."""
    parsed = queries.parse_search(query=request.GET)
    page = queries.search(replace(parsed.request, size=RESULTS), with_facets=False)
    finder = Finder(parsed=parsed, page=page)
    here = reverse("directory:embed_search")
    follow = queries.canonical_query(
        replace(parsed.request, cursor=page.next_cursor, size=queries.SearchRequest().size), without_cursor=False
    )
    context = {
        "finder": finder,
        "page": page,
        "errors": parsed.errors,
        "kept": _kept(request.GET),
        "next_url": f"{here}?{follow}&lang={get_language()}" if page.next_cursor else "",
        "whole_url": f"{whole_address(reverse('directory:search'))}?{finder.query}",
    }
    return render(request, "directory/embeds/search.html", context)


def _kept(query: QueryDict) -> list[tuple[str, str]]:
    """Give what a new search in the frame keeps: every filter but the words."""
    return [(name, value) for name, values in query.lists() if name not in {"q", "cursor"} for value in values][:40]


@require_safe
@xframe_options_exempt
@in_frames
@asks_each_time
def map_page(request: HttpRequest) -> HttpResponse:
    """Show a search on a map in a frame."""
    parsed = queries.parse_search(query=request.GET)
    page = queries.search(parsed.request, with_facets=False)
    finder = Finder(parsed=parsed, page=page)
    context = {"finder": finder, "whole_url": f"{whole_address(reverse('directory:search'))}?{finder.query}"}
    return render(request, "directory/embeds/map.html", context)


@require_safe
@open_to_all_sites
@asks_each_time
def script(request: HttpRequest) -> HttpResponseBase:
    """Give the web component at an address that never changes: sites that paste it keep it for years."""
    return HttpResponse(_script(), content_type="text/javascript; charset=utf-8")


def _script() -> bytes:
    found = finders.find(SCRIPT)
    if found:
        return Path(str(found)).read_bytes()
    with staticfiles_storage.open(SCRIPT) as file:
        return bytes(file.read())
