"""What was delivered in a period, in figures."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from maillage.delivery.forms.figures import period_form, presets
from maillage.delivery.presenters_of_figures import CHART_HEIGHT, day_bars, evenness_curve, shares_of, table_of
from maillage.delivery.queries.figures import figures_of
from maillage.delivery.requests import ScopedRequest, desk_of
from maillage.delivery.tables import table_file
from maillage.kit.errors import NotFound
from maillage.kit.htmx import answer


@require_GET
def figures(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Show the figures of the period in the address, `?du=…&au=…`."""
    desk = desk_of(request)
    now = timezone.now()
    today = now.astimezone(desk.zone).date()
    form, period = period_form(request.GET, today=today)
    counted = figures_of(actor=desk.actor, service=desk.service, period=period, now=now)
    context = desk.context(
        figures=counted, form=form, presets=presets(today=today), bars=day_bars(counted), curve=evenness_curve(counted),
        chart_height=CHART_HEIGHT, shares=shares_of(counted),
    )  # fmt: skip
    return answer(request, "delivery/figures/page.html", context=context, status=200 if form.is_valid() else 422)


@require_GET
def figures_table(request: ScopedRequest, organization_slug: str, table: str) -> HttpResponse:
    """Give one of the tables of a period as a CSV file."""
    desk = desk_of(request)
    now = timezone.now()
    _form, period = period_form(request.GET, today=now.astimezone(desk.zone).date())
    rows = table_of(figures_of(actor=desk.actor, service=desk.service, period=period, now=now), table)
    if rows is None:
        raise NotFound
    return table_file(rows, name=f"livraison-{table}-{period.first}-{period.last}")
