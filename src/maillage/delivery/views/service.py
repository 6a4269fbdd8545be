"""A co-operative switches delivery on, sees what is left to do, and changes how it delivers."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from maillage.delivery.forms.saving import saved
from maillage.delivery.forms.service import OpeningForm, SettingsForm, initial_settings
from maillage.delivery.queries import set_up as queries
from maillage.delivery.requests import ScopedRequest, desk_of
from maillage.delivery.services import service_settings, set_up
from maillage.geodata import Point
from maillage.kit.htmx import answer

_TEMPLATES = "delivery/setup/"


@require_GET
def home(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Show what is set up and what is left to do."""
    desk = desk_of(request)
    steps = queries.steps(actor=desk.actor)
    left = [step for step in steps if not step.is_done]
    context = desk.context(steps=steps, left=left, done_percent=round(100 * (len(steps) - len(left)) / len(steps)))
    return answer(request, f"{_TEMPLATES}home.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def opening(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Offer to deliver; on POST, start."""
    form = OpeningForm(request.POST or None, initial={"time_zone": "Europe/Paris", "country": "FR"})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = saved(
            form,
            lambda: set_up.open_service(
                actor=request.actor, organization_id=request.organization.pk, centre=form.centre or Point(0, 0),
                time_zone=said["time_zone"], country=said["country"], now=timezone.now(),
            ),
        )  # fmt: skip
        if made:
            messages.success(request, _("Delivery is switched on. Here is what is left to do."))
            return answer(request, f"{_TEMPLATES}home.html", to=reverse("delivery:home", args=[organization_slug]))
    context = {"organization": request.organization, "form": form}
    return answer(request, f"{_TEMPLATES}opening.html", context=context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Show how the co-operative delivers; on POST, change it."""
    desk = desk_of(request)
    form = SettingsForm(request.POST or None, initial=initial_settings(desk.service))
    if saved(form, lambda: service_settings.save_settings(actor=desk.actor, given=form.given())):
        messages.success(request, _("Saved."))
        return answer(request, f"{_TEMPLATES}home.html", to=reverse("delivery:home", args=[organization_slug]))
    context = desk.context(form=form)
    return answer(request, f"{_TEMPLATES}settings.html", context=context, status=422 if form.is_bound else 200)


@require_POST
def closing(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Switch delivery off."""
    set_up.close_service(actor=request.actor, organization_id=request.organization.pk, now=timezone.now())
    messages.success(
        request, _("Delivery is switched off. What was delivered stays readable when you switch it on again.")
    )
    return answer(
        request, f"{_TEMPLATES}opening.html", to=reverse("directory:organization_home", args=[organization_slug])
    )
