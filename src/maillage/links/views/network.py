"""The graph of the network: drawn, listed, walked, measured. Publicly what is public, for the office all."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.views.decorators.cache import cache_control
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from maillage.directory.queries.showcase import counted_sectors
from maillage.kit.htmx import answer
from maillage.kit.streaming import streamed
from maillage.links import presenters
from maillage.links.files import pairings_file
from maillage.links.forms import NetworkFilter, PathForm
from maillage.links.labels import KIND_LABELS, SORT_LABELS
from maillage.links.queries import network as queries
from maillage.links.queries import tables
from maillage.links.requests import ScopedRequest
from maillage.links.rules.curves import HEIGHT, WIDTH
from maillage.links.sentences import strength_word
from maillage.links.types import Readership, kinds_seen_by, pair_of


@require_GET
def public_network(request: ScopedRequest) -> HttpResponse:
    """Show the graph that everybody may see."""
    return _network(request, Readership.PUBLIC)


@require_GET
def office_network(request: ScopedRequest) -> HttpResponse:
    """Show the office the whole graph."""
    return _network(request, Readership.OFFICE)


@require_GET
@cache_control(public=True, max_age=60)
@gzip_page
def public_graph(request: ScopedRequest) -> HttpResponse:
    """Give the public graph to the page's script."""
    return _graph(Readership.PUBLIC)


@require_GET
@cache_control(private=True, max_age=0, must_revalidate=True)
@gzip_page
def office_graph(request: ScopedRequest) -> HttpResponse:
    """Give the whole graph to the office's page."""
    return _graph(Readership.OFFICE)


@require_GET
def public_file(request: ScopedRequest) -> HttpResponseBase:
    """Give the public links as a table."""
    return _file(request, Readership.PUBLIC)


@require_GET
def office_file(request: ScopedRequest) -> HttpResponseBase:
    """Give all links as a table."""
    return _file(request, Readership.OFFICE)


@require_GET
def public_path(request: ScopedRequest) -> HttpResponse:
    """Show the way between two organizations through public links."""
    return _path(request, Readership.PUBLIC)


@require_GET
def office_path(request: ScopedRequest) -> HttpResponse:
    """Show the way between two organizations through all links."""
    return _path(request, Readership.OFFICE)


@require_GET
def anatomy(request: ScopedRequest) -> HttpResponse:
    """Show isolated members, those who alone hold others, bridges and communities."""
    return answer(request, "links/anatomy.html", context={"found": queries.anatomy_of(readership=Readership.OFFICE)})


@require_GET
def measures(request: ScopedRequest) -> HttpResponse:
    """Show what the mesh is worth, month by month."""
    rows = tables.measures_by_month()
    context = {
        "measures": presenters.measures_shown(rows), "rows": list(reversed(rows)), "latest": rows[-1] if rows else None,
        "chart": {"width": WIDTH, "height": HEIGHT},
    }  # fmt: skip
    return answer(request, "links/measures.html", context=context)


def _filter(request: ScopedRequest, readership: Readership, places: Any = ()) -> NetworkFilter:
    trades = [
        (sector.name, [(f"sector:{sector.slug}", sector.name), *((f"skill:{one.slug}", one.name) for one in sector.skills)])
        for sector in counted_sectors()
    ]  # fmt: skip
    return NetworkFilter(request.GET, kinds=kinds_seen_by(readership), trades=trades, places=places)


def _asked(form: NetworkFilter, request: ScopedRequest) -> tables.NetworkAsked:
    given = form.asked()
    place = request.GET.get("place", "")[:20]
    return tables.NetworkAsked(
        q=given["q"], kind=given["kind"], trade=given["trade"], place=place, strength=given["strength"] or 0
    )


def _network(request: ScopedRequest, readership: Readership) -> HttpResponse:
    sort = request.GET.get("sort", "strength")
    asked = _asked(_filter(request, readership), request)
    found = tables.network_page(readership=readership, asked=asked, sort=sort, cursor=request.GET.get("cursor", ""))
    members = found.members.values()
    places = presenters.region_choices(
        code for one in members for code in (f"region:{one.region}", f"department:{one.department}")
    )
    context = {
        "form": _filter(request, readership, places),
        "page": found.page,
        "rows": [_row(one) for one in found.page.rows],
        "count": found.count,
        "members": len(found.members),
        "is_office": readership is Readership.OFFICE,
        "sort": sort,
        "sorts": [(name, SORT_LABELS[name]) for name in tables.SORTS],
        "query": request.GET.urlencode(),
    }  # fmt: skip
    return answer(request, "links/network.html", part="list", context=context)


def _row(one: tables.Pairing) -> tuple[Any, ...]:
    return one, strength_word(one.strength), round(100 * one.strength), presenters.named_kinds(one.kinds)


def _graph(readership: Readership) -> HttpResponse:
    text = presenters.graph_text(queries.network_seen_by(readership), readership=readership)
    return HttpResponse(text, content_type="application/json; charset=utf-8")


def _file(request: ScopedRequest, readership: Readership) -> HttpResponseBase:
    asked = _asked(_filter(request, readership), request)
    rows = tables.every_pairing(readership=readership, asked=asked)
    response = streamed(request, pairings_file(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="liens.csv"'
    return response


def _path(request: ScopedRequest, readership: Readership) -> HttpResponse:
    is_asked = bool(request.GET.get("start") or request.GET.get("end"))
    form = PathForm(request.GET) if is_asked else PathForm()
    context: dict[str, Any] = {"form": form, "is_office": readership is Readership.OFFICE, "is_asked": False}
    if is_asked and form.is_valid():
        given = form.cleaned_data
        found = queries.chain_between(
            readership=readership, start=given["start"], end=given["end"], is_shortest=given["way"] == "shortest"
        )
        context |= {"is_asked": True, "chain": found and found[0], "steps": _steps(found) if found else []}
    status = 422 if is_asked and form.errors else 200
    return answer(request, "links/path.html", context=context, status=status)


def _steps(found: Any) -> list[dict[str, Any]]:
    """Give the members of a chain, each with what ties it to the next."""
    _chain, members, kinds = found
    following = [*members[1:], None]
    return [
        {
            "member": one,
            "kinds": [] if other is None else [KIND_LABELS[kind] for kind in kinds.get(pair_of(one.id, other.id), ())],
            "is_last": other is None,
        }
        for one, other in zip(members, following, strict=True)
    ]
