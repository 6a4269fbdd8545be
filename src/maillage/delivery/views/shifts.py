"""When a courier rides."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from maillage.delivery.forms.saving import saved
from maillage.delivery.forms.shifts import ExceptionForm, WeekForm, initial_week
from maillage.delivery.queries import set_up
from maillage.delivery.queries import shifts as queries
from maillage.delivery.requests import Desk, ScopedRequest, desk_of
from maillage.delivery.services import shifts as services
from maillage.kit.htmx import answer

_PAGE = "delivery/setup/shifts.html"
_RENAMED = {f"day_{day}": f"day_{day}_0_starts" for day in range(7)} | {"break_starts": ""}


@require_http_methods(["GET", "HEAD", "POST"])
def week(request: ScopedRequest, organization_slug: str, courier_id: int) -> HttpResponse:
    """Show when a courier rides; on POST, change the week."""
    desk = desk_of(request)
    courier = set_up.courier(actor=desk.actor, courier_id=courier_id)
    rows = list(queries.weekly_shifts(actor=desk.actor, courier_id=courier.pk))
    form = WeekForm(request.POST or None, initial=initial_week(rows), prefix="semaine")

    def save() -> bool:
        services.save_weekly_shifts(actor=desk.actor, courier_id=courier.pk, given=form.given())
        return True

    if saved(form, save, rename=_RENAMED):
        messages.success(request, _("Saved."))
        return answer(request, _PAGE, to=_to(organization_slug, courier_id))
    return _page(request, desk, courier, form, ExceptionForm(prefix="jours"), status=422 if form.is_bound else 200)


@require_POST
def exception_creation(request: ScopedRequest, organization_slug: str, courier_id: int) -> HttpResponse:
    """Say how some days differ."""
    desk = desk_of(request)
    courier = set_up.courier(actor=desk.actor, courier_id=courier_id)
    form = ExceptionForm(request.POST, prefix="jours")

    def save() -> bool:
        services.except_days(actor=desk.actor, courier_id=courier.pk, given=form.given())
        return True

    if saved(form, save):
        return answer(request, _PAGE, to=f"{_to(organization_slug, courier_id)}#jours")
    rows = list(queries.weekly_shifts(actor=desk.actor, courier_id=courier.pk))
    return _page(request, desk, courier, WeekForm(initial=initial_week(rows), prefix="semaine"), form, status=422)


@require_POST
def exception_removal(
    request: ScopedRequest, organization_slug: str, courier_id: int, exception_id: int
) -> HttpResponse:
    """Let the week hold again."""
    services.remove_exception(actor=desk_of(request).actor, courier_id=courier_id, exception_id=exception_id)
    return answer(request, _PAGE, to=f"{_to(organization_slug, courier_id)}#jours")


@require_POST
def shift_removal(request: ScopedRequest, organization_slug: str, courier_id: int, shift_id: int) -> HttpResponse:
    """Take a dated shift away."""
    services.remove_shift(actor=desk_of(request).actor, courier_id=courier_id, shift_id=shift_id)
    return answer(request, _PAGE, to=f"{_to(organization_slug, courier_id)}#jours")


def _page(
    request: ScopedRequest, desk: Desk, courier: object, form: WeekForm, exception_form: ExceptionForm, *, status: int
) -> HttpResponse:
    now = timezone.now()
    where: dict[str, Any] = {"actor": desk.actor, "courier_id": getattr(courier, "pk", 0)}
    context = desk.context(
        courier=courier, form=form, exception_form=exception_form,
        exceptions=queries.coming_exceptions(**where, today=now.astimezone(desk.zone).date()),
        shifts=queries.coming_shifts(**where, now=now),
    )  # fmt: skip
    return answer(request, _PAGE, context=context, status=status)


def _to(*arguments: object) -> str:
    return reverse("delivery:courier_shifts", args=arguments)
