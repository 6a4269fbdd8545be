"""“List my co-operative”: first see whether it is there, then create its page."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from maillage import geodata
from maillage.directory.forms.listing import NewProfileForm
from maillage.directory.queries import listed
from maillage.directory.requests import ScopedRequest
from maillage.directory.services.listing import create_profile
from maillage.kit.errors import Invalid
from maillage.kit.htmx import answer


def join(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:120]
    found = listed.namesakes(text=words) if len(words) >= 2 else []
    return answer(request, "directory/join.html", context={"words": words, "found": found})


def join_new(request: ScopedRequest) -> HttpResponse:
    is_sent = request.method == "POST"
    form = NewProfileForm(request.POST if is_sent else None, initial={"name": request.GET.get("q", "")[:120]})
    holder = None
    if is_sent and form.is_valid():
        try:
            profile = create_profile(actor=request.actor, given=form.new_profile(), now=timezone.now())
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            holder = (
                listed.holder_of_siren(siren=form.cleaned_data.get("siren") or "-") if error.field == "siren" else None
            )
        else:
            return redirect("directory:organization_home", organization_slug=profile.organization.slug)
    context = {"form": form, "holder": holder}
    return answer(request, "directory/join_new.html", context=context, status=422 if is_sent else 200)


@require_GET
def organization_suggestions(request: HttpRequest) -> JsonResponse:
    """Listed organizations by name, for fields that name one."""
    words = request.GET.get("q", "").strip()[:120]
    options = [
        {"label": row.name, "detail": row.commune, "value": str(row.id)}
        for row in (listed.namesakes(text=words, limit=8) if len(words) >= 2 else [])
    ]
    return JsonResponse({"groups": [{"label": _("Organizations"), "options": options}]})


@require_GET
def commune_suggestions(request: HttpRequest) -> JsonResponse:
    """Communes by name or postal code, for fields that name one."""
    places = geodata.suggest_places(text=request.GET.get("q", "")[:80] or " ", limit=12)
    return _places([place for place in places if place.kind is geodata.PlaceKind.COMMUNE])


@require_GET
def territory_suggestions(request: HttpRequest) -> JsonResponse:
    """Communes, départements and régions, for the territory served."""
    return _places(geodata.suggest_places(text=request.GET.get("q", "")[:80] or " ", limit=8))


def _places(places: list[geodata.Place]) -> JsonResponse:
    options = [
        {
            "label": place.label,
            "detail": ", ".join(place.postal_codes[:2]),
            "value": place.code,
            "lon": place.point.longitude,
            "lat": place.point.latitude,
        }
        for place in places[:8]
    ]
    return JsonResponse({"groups": [{"label": _("Places"), "options": options}]})
