"""Finding: the list with its filters and map, and suggestions as one types."""

from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

from maillage import geodata
from maillage.directory.finder import Finder, map_document
from maillage.directory.queries import search as queries
from maillage.directory.requests import ScopedRequest
from maillage.directory.revalidation import asks_each_time
from maillage.directory.search.addresses import canonical_query, default_radius_km, parse_search
from maillage.directory.search.types import ParsedRequest, PlaceFilter, Suggestion, SuggestionKind
from maillage.directory.services import searching
from maillage.directory.views.profiles import is_reader
from maillage.kit.htmx import answer

LONGEST_SUGGESTED_TEXT = 100
SUGGESTIONS = 10
_ICONS = {SuggestionKind.ORGANIZATION: "building", SuggestionKind.SKILL: "tool", SuggestionKind.PLACE: "map-pin"}


def search(request: ScopedRequest) -> HttpResponse:
    """List what is sought: everything is in the address, and nothing needs JavaScript."""
    parsed = _with_written_place(request, parse_search(query=request.GET))
    if isinstance(parsed, HttpResponse):
        return parsed
    page = queries.search(parsed.request)
    if is_reader(request, actor=request.actor):
        searching.note_search(
            words=page.words,
            place=page.request.place.label if page.request.place else "",
            found=[hit.organization_id for hit in page.results],
            is_first_page=not parsed.request.cursor,
            today=timezone.localdate(),
        )
    finder = Finder(parsed=parsed, page=page)
    response = answer(
        request,
        "directory/search.html",
        part="found",
        context={"finder": finder, "page": page, "errors": parsed.errors},
    )
    response["HX-Push-Url"] = finder.address
    # The same address answers a fragment to HTMX: going back must not show it alone.
    patch_vary_headers(response, ("HX-Request",))
    return response


def _with_written_place(request: HttpRequest, parsed: ParsedRequest) -> ParsedRequest | HttpResponse:
    """Resolve what was typed under "Where?" when no suggestion was chosen; the canonical address then says it."""
    written = " ".join(request.GET.get("where", "").split())[:LONGEST_SUGGESTED_TEXT]
    place = parsed.request.place
    if "where" not in request.GET or (place is not None and place.label == written):
        return parsed
    if not written:
        return ParsedRequest(request=replace(parsed.request, place=None), errors=parsed.errors) if place else parsed
    found = geodata.suggest_places(text=written, limit=1)
    if not found:
        message = _("“%(place)s” is not a place that we know. Check its spelling, or give a postal code.")
        return ParsedRequest(request=parsed.request, errors={**parsed.errors, "where": message % {"place": written}})
    chosen = PlaceFilter(
        label=found[0].label,
        point=found[0].point,
        kind=found[0].kind,
        code=found[0].code,
        radius_km=place.radius_km if place else default_radius_km(found[0].kind),
    )
    address = canonical_query(replace(parsed.request, place=chosen))
    return HttpResponseRedirect(f"{reverse('directory:search')}?{address}")


def full_map(request: ScopedRequest) -> HttpResponse:
    """Show the whole directory, or a search, on a map as large as the window."""
    parsed = parse_search(query=request.GET)
    page = queries.search(replace(parsed.request, cursor=""))
    finder = Finder(parsed=parsed, page=page, route="directory:map")
    return answer(request, "directory/map.html", context={"finder": finder, "page": page, "errors": parsed.errors})


@asks_each_time
def map_points(request: HttpRequest) -> JsonResponse:
    """Answer clusters and points of a view (`bbox`, `zoom`) under the search's filters."""
    parsed = parse_search(query=request.GET)
    if parsed.request.box is None:
        message = parsed.errors.get("bbox") or _("Write the view as west,south,east,north in degrees.")
        return JsonResponse({"field": "bbox", "detail": message}, status=400)
    zoom = _zoom(request.GET.get("zoom", ""))
    view = queries.map_view(replace(parsed.request, box=None), box=parsed.request.box, zoom=zoom)
    return JsonResponse(map_document(view))


def _zoom(written: str) -> int:
    try:
        return max(0, min(18, int(float(written))))
    except (ValueError, OverflowError):
        return 5


@asks_each_time
def suggestions(request: HttpRequest) -> JsonResponse:
    """Complete what is typed: organizations, skills, places."""
    text = request.GET.get("q", "")[:LONGEST_SUGGESTED_TEXT]
    found = queries.suggest(text=text, limit=SUGGESTIONS)
    groups = [
        {"label": label, "options": [_option(one) for one in found if one.kind is kind]}
        for kind, label in (
            (SuggestionKind.SKILL, _("Trades")),
            (SuggestionKind.ORGANIZATION, _("Organizations")),
            (SuggestionKind.PLACE, _("Places")),
        )
    ]
    return JsonResponse({"groups": [group for group in groups if group["options"]]})


def _option(one: Suggestion) -> dict[str, str]:
    detail = f"{one.synonym} · {one.detail}" if one.synonym else one.detail
    return {"label": one.label, "detail": detail, "url": _address(one), "icon": _ICONS[one.kind]}


def _address(one: Suggestion) -> str:
    if one.kind is SuggestionKind.ORGANIZATION:
        return reverse("directory:profile", args=[one.code])
    parameter = "skill" if one.kind is SuggestionKind.SKILL else "place"
    return f"{reverse('directory:search')}?{urlencode({parameter: one.code})}"


@cache_control(public=True, max_age=3600)
def place_suggestions(request: HttpRequest) -> JsonResponse:
    """Complete the name or postal code of a place."""
    text = request.GET.get("q", "")[:LONGEST_SUGGESTED_TEXT]
    places = geodata.suggest_places(text=text, limit=8) if text.strip() else []
    options = [
        {
            "label": place.label,
            "detail": place.alternate_name or ", ".join(place.postal_codes[:3]),
            "value": f"{place.kind.value}:{place.code}",
            "icon": "map-pin",
        }
        for place in places
    ]
    return JsonResponse({"groups": [{"label": _("Places"), "options": options}] if options else []})
