"""Small answers that help to fill a form while it is typed: addresses, the check of a SIREN, the family of a legal form."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from maillage.directory.address_options import AddressOption, address_options
from maillage.directory.forms.identity import FamilyForm, siren_check

LONGEST_TEXT = 160


@require_GET
def address_suggestions(request: HttpRequest) -> JsonResponse:
    """Addresses for the field of a place; each brings its commune and its point."""
    text = request.GET.get("q", "").strip()[:LONGEST_TEXT]
    options = [_option(one) for one in address_options(text=text)] if len(text) >= 3 else []
    return JsonResponse({"groups": [{"label": _("Addresses"), "options": options}]})


def _option(one: AddressOption) -> dict[str, object]:
    return {
        "label": one.label,
        "detail": one.detail,
        "text": one.street,
        "postal_code": one.postal_code,
        "commune": one.commune_name,
        "value": one.commune_code,
        "lon": one.longitude,
        "lat": one.latitude,
        "placed": one.precision.value,
    }


@require_GET
def siren_verdict(request: HttpRequest) -> HttpResponse:
    """Say beside the field whether what is typed is a SIREN, and whether somebody has it."""
    check = siren_check(text=request.GET.get("siren", "")[:40], but=request.GET.get("for", "")[:80])
    return render(request, "directory/editing/siren_check.html", {"check": check})


@require_GET
def family_choice(request: HttpRequest) -> HttpResponse:
    """Give the field of the family with what the legal form suggests."""
    form = FamilyForm(initial={name: request.GET.get(name, "")[:40] for name in ("legal_form_code", "family")})
    return render(request, "directory/editing/family.html", {"form": form, "suggested": form.suggested})
