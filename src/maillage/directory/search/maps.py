"""The map's view: clusters by cells of 64 pixels, from kept counts when the view is wide, from the rows when it is narrow."""

import math
from collections import defaultdict
from dataclasses import dataclass, replace

from maillage.directory.search.conditions import columns_over, conditions_of, tile_y
from maillage.directory.search.counters import KEPT_ZOOMS
from maillage.directory.search.engine import Plan, plan_of, relaxed_when_nobody_has_all
from maillage.directory.search.matching import SAMPLES, Estimate, matching, rows, sampled
from maillage.directory.search.terms import Terms, current_terms
from maillage.directory.search.types import Box, MapCluster, MapPoint, MapView, SearchRequest
from maillage.geodata import Point

# A map tile of 256 pixels holds 4 × 4 cells: those of two zooms below.
_CELL_ZOOM_AHEAD = 2
DEEPEST_ZOOM = 22
_POINTS_FROM_ZOOM = 16
_MOST_POINTS = 500
_MOST_LIVE_WIDE = 2_000
_MOST_LIVE = 2_500


@dataclass(slots=True)
class _Cell:
    count: int = 0
    longitude_sum: float = 0
    latitude_sum: float = 0
    only_id: str = ""


type _Cells = dict[tuple[int, int], _Cell]


def map_view(request: SearchRequest, *, box: Box, zoom: int) -> MapView:
    """Give what a map shows: clusters, and single organizations as points. Honours the request's words and filters."""
    plan = plan_of(replace(request, box=None))
    zoom = min(max(zoom, 0), DEEPEST_ZOOM - _CELL_ZOOM_AHEAD)
    if plan.conditions.is_empty:
        cells = _kept(box, zoom + _CELL_ZOOM_AHEAD)
        count = sum(cell.count for cell in cells.values())
        if count > _MOST_LIVE_WIDE:
            cell_zoom = min(zoom + _CELL_ZOOM_AHEAD, KEPT_ZOOMS[-1])
            return MapView(clusters=_clusters(cells, cell_zoom), points=(), count=count)
    view = _from_rows(plan, box, zoom)
    if view.count or len(plan.words) < 2:
        return view
    enough = relaxed_when_nobody_has_all(plan)
    return _from_rows(enough, box, zoom) if enough.is_relaxed else view


def _kept(box: Box, cell_zoom: int) -> _Cells:
    """Read the kept counts of the nearest finer level and fold them to the cells asked for."""
    kept = next((level for level in KEPT_ZOOMS if level >= cell_zoom), KEPT_ZOOMS[-1])
    fold = max(0, kept - cell_zoom)
    columns = columns_over(box, kept)
    found = rows(
        """select x, y, sum(count), sum(longitude_sum), sum(latitude_sum) from directory_search_tally
        where kind = %(level)s and kind > 0 and x = any(%(columns)s) and y between %(first)s and %(last)s
        group by x, y having sum(count) > 0""",
        {
            "level": kept,
            "columns": list(columns),
            "first": tile_y(kept, box.north),
            "last": tile_y(kept, box.south),
        },
    )
    cells: _Cells = defaultdict(_Cell)
    for x, y, count, longitude_sum, latitude_sum in found:
        cell = cells[x >> fold, y >> fold]
        cell.count += int(count)
        cell.longitude_sum += longitude_sum
        cell.latitude_sum += latitude_sum
    return cells


def _from_rows(plan: Plan, box: Box, zoom: int) -> MapView:
    request = replace(plan.request, box=box)
    conditions = replace(
        conditions_of(request, words=plan.words, is_relaxed=plan.is_relaxed),
        facet_bounds=plan.conditions.facet_bounds,
    )
    estimate = Estimate(conditions=conditions, total=plan.estimate.total)
    cell_zoom = zoom + _CELL_ZOOM_AHEAD
    is_live = estimate.is_small or estimate.count <= _MOST_LIVE
    columns = "organization_id, longitude, latitude"
    if is_live:
        source, step = matching(columns=columns, where=conditions.where()), 1
    else:
        level = estimate.sample_level
        source, step = sampled(columns=columns, where=conditions.where(), level=level), SAMPLES[level]
    if zoom >= _POINTS_FROM_ZOOM and is_live:
        cell_zoom = DEEPEST_ZOOM + 8  # so narrow that a cell holds what stands at one door
    cells: _Cells = {}
    total = 0
    for x, y, count, longitude_sum, latitude_sum, only_id in rows(_grouped(source, cell_zoom), conditions.parameters()):
        cells[x, y] = _Cell(count * step, longitude_sum * step, latitude_sum * step, only_id if step == 1 else "")
        total += count * step
    singles = [cell.only_id for cell in cells.values() if cell.count == 1 and cell.only_id][:_MOST_POINTS]
    terms = current_terms()
    points = _points(singles, terms) if singles else ()
    shown = set(singles)
    groups = {place: cell for place, cell in cells.items() if cell.only_id not in shown or cell.count > 1}
    return MapView(clusters=_clusters(groups, cell_zoom), points=points, count=total, is_exact=is_live)


def _grouped(source: str, cell_zoom: int) -> str:
    return f"""
    select search_tile_x({cell_zoom}, longitude) x, search_tile_y({cell_zoom}, latitude) y, count(*)::int,
      sum(longitude), sum(latitude), min(organization_id::text)
    from ({source}) found where longitude is not null group by x, y"""


def _points(ids: list[str], terms: Terms) -> tuple[MapPoint, ...]:
    found = rows(
        """select organization_id, slug, name, longitude, latitude, skill_ids[1] from directory_search_card
        join directory_search_document using (organization_id) where organization_id = any(%(ids)s::uuid[])
        order by standing desc""",
        {"ids": ids},
    )
    return tuple(
        MapPoint(
            organization_id=organization_id,
            slug=slug,
            name=name,
            point=Point(longitude=longitude, latitude=latitude),
            sector=skill.sector_slug if (skill := terms.skill_by_id.get(skill_id)) else "",
        )
        for organization_id, slug, name, longitude, latitude, skill_id in found
    )


def _clusters(cells: _Cells, cell_zoom: int) -> tuple[MapCluster, ...]:
    clusters = [
        MapCluster(
            point=Point(
                longitude=round(cell.longitude_sum / cell.count, 5), latitude=round(cell.latitude_sum / cell.count, 5)
            ),
            count=cell.count,
            box=_box(x, y, cell_zoom),
        )
        for (x, y), cell in cells.items()
    ]
    return tuple(
        sorted(clusters, key=lambda cluster: (-cluster.count, cluster.point.longitude, cluster.point.latitude))
    )


def _box(x: int, y: int, zoom: int) -> Box:
    tiles = 1 << zoom
    return Box(
        west=round(x / tiles * 360 - 180, 6),
        south=round(_latitude((y + 1) / tiles), 6),
        east=round((x + 1) / tiles * 360 - 180, 6),
        north=round(_latitude(y / tiles), 6),
    )


def _latitude(share: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * share))))
