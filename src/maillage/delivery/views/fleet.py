"""Couriers and vehicles."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from maillage.delivery.forms.fleet import (
    CourierForm,
    JoiningForm,
    VehicleForm,
    initial_courier,
    initial_vehicle,
)
from maillage.delivery.forms.saving import saved
from maillage.delivery.queries import set_up as queries
from maillage.delivery.requests import ScopedRequest, desk_of
from maillage.delivery.services import crew, set_up
from maillage.kit.errors import NotAllowed
from maillage.kit.htmx import answer

_COURIERS, _COURIER = "delivery/setup/couriers.html", "delivery/setup/courier.html"
_VEHICLES = "delivery/setup/vehicles.html"


@require_http_methods(["GET", "HEAD", "POST"])
def courier_list(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """List who rides; on POST, let a member of the co-operative ride."""
    desk = desk_of(request)
    people = queries.members_who_could_ride(actor=desk.actor)
    form = JoiningForm(request.POST or None, people=people)
    if request.method == "POST" and not desk.actor.is_owner:
        raise NotAllowed
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = saved(
            form,
            lambda: set_up.add_courier(
                actor=request.actor, organization_id=desk.organization.pk, user_id=UUID(said["person"]),
                telephone=said["telephone"], now=timezone.now(),
            ),
        )  # fmt: skip
        if made:
            return answer(request, _COURIERS, to=_to("courier", organization_slug, made.pk))
    context = desk.context(couriers=queries.couriers(actor=desk.actor), form=form, people=people)
    return answer(request, _COURIERS, context=context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def courier(request: ScopedRequest, organization_slug: str, courier_id: int) -> HttpResponse:
    """Show a courier; on POST, change what is known of one."""
    desk = desk_of(request)
    row = queries.courier(actor=desk.actor, courier_id=courier_id)
    vehicles = list(queries.vehicles(actor=desk.actor))
    tags = list(queries.tags(actor=desk.actor))
    form = CourierForm(request.POST or None, initial=initial_courier(row), vehicles=vehicles, tags=tags)
    if saved(form, lambda: crew.edit_courier(actor=desk.actor, courier_id=courier_id, given=form.given())):
        messages.success(request, _("Saved."))
        return answer(request, _COURIERS, to=_to("courier_list", organization_slug))
    context = desk.context(courier=row, form=form)
    return answer(request, _COURIER, context=context, status=422 if form.is_bound else 200)


@require_POST
def courier_departure(request: ScopedRequest, organization_slug: str, courier_id: int) -> HttpResponse:
    """Take a courier off the list."""
    left = crew.end_courier(actor=desk_of(request).actor, courier_id=courier_id, now=timezone.now())
    done = _("This person does not ride any more.")
    if left:
        done += " " + ngettext("%(left)s task is nobody’s again.", "%(left)s tasks are nobody’s again.", left) % {
            "left": left
        }
    messages.success(request, done)
    return answer(request, _COURIERS, to=_to("courier_list", organization_slug))


@require_http_methods(["GET", "HEAD", "POST"])
def vehicle_list(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """List the fleet; on POST, add a kind of vehicle."""
    desk = desk_of(request)
    form = VehicleForm(request.POST or None, warehouses=queries.warehouses(actor=desk.actor))
    if saved(form, lambda: crew.save_vehicle(actor=desk.actor, given=form.given())):
        return answer(request, _VEHICLES, to=_to("vehicle_list", organization_slug))
    context = desk.context(vehicles=queries.vehicles(actor=desk.actor), form=form)
    return answer(request, _VEHICLES, context=context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def vehicle(request: ScopedRequest, organization_slug: str, vehicle_id: int) -> HttpResponse:
    """Show a kind of vehicle; on POST, change it."""
    desk = desk_of(request)
    row = queries.vehicle(actor=desk.actor, vehicle_id=vehicle_id)
    form = VehicleForm(
        request.POST or None, initial=initial_vehicle(row), warehouses=queries.warehouses(actor=desk.actor)
    )
    if saved(form, lambda: crew.save_vehicle(actor=desk.actor, given=form.given(), vehicle_id=vehicle_id)):
        return answer(request, _VEHICLES, to=_to("vehicle_list", organization_slug))
    context = desk.context(vehicle=row, form=form)
    return answer(request, "delivery/setup/vehicle.html", context=context, status=422 if form.is_bound else 200)


@require_POST
def vehicle_removal(request: ScopedRequest, organization_slug: str, vehicle_id: int) -> HttpResponse:
    """Take a kind of vehicle out of the fleet."""
    crew.remove_vehicle(actor=desk_of(request).actor, vehicle_id=vehicle_id)
    return answer(request, _VEHICLES, to=_to("vehicle_list", organization_slug))


def _to(route: str, *arguments: object) -> str:
    return reverse(f"delivery:{route}", args=arguments)
