"""The figures of a year, for those who run the network and for those whom it reports to."""

import csv
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from maillage.kit.errors import NotFound
from maillage.kit.htmx import answer
from maillage.matching.presenters_of_statistics import CHART_HEIGHT, curve_points, headline, month_bars, table_rows
from maillage.matching.queries.statistics import year_of, years_with_needs
from maillage.matching.requests import ScopedRequest


@require_GET
def statistics(request: ScopedRequest) -> HttpResponse:
    """Show the figures of a year; `?annee=` chooses it."""
    return answer(request, "matching/statistics.html", context=_context(request))


@require_GET
def report(request: ScopedRequest, year: int) -> HttpResponse:
    """Show a year as a report that prints well."""
    return answer(request, "matching/report.html", context=_context(request, year))


@require_GET
def statistics_table(request: ScopedRequest, year: int) -> HttpResponse:
    """Give the figures of a year as a CSV file."""
    shown = _context(request, year)["figures"]
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="besoins-{year}.csv"'
    csv.writer(response, delimiter=";").writerows(table_rows(shown))
    return response


def _context(request: ScopedRequest, year: int | None = None) -> dict[str, Any]:
    years = years_with_needs(scope=request.actor.scope, now=timezone.now())
    given = request.GET.get("annee", "")
    wanted = year or (int(given) if given.isdigit() and len(given) == 4 else years[0])
    if wanted not in years:
        raise NotFound
    figures = year_of(scope=request.actor.scope, year=wanted)
    return {
        "figures": figures, "years": years, "bars": month_bars(figures), "curve": curve_points(figures),
        "headline": headline(figures), "chart_height": CHART_HEIGHT,
    }  # fmt: skip
