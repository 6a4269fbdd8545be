"""The network sets what each criterion weighs."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maillage.kit.htmx import answer
from maillage.matching.forms.weights import NetworkWeightsForm
from maillage.matching.queries.weights import network_weights, weights_row
from maillage.matching.requests import ScopedRequest
from maillage.matching.services.weights import set_weights


@require_http_methods(["GET", "HEAD", "POST"])
def network_weights_page(request: ScopedRequest) -> HttpResponse:
    """Show the weights; on POST, keep them unless somebody else has changed them meanwhile."""
    row = weights_row()
    if request.method != "POST":
        form = NetworkWeightsForm(usual=network_weights(), version=row.version if row else 0)
        return answer(request, "matching/network_weights.html", context={"form": form, "row": row})
    form = NetworkWeightsForm(request.POST, usual=network_weights())
    if not form.is_valid():
        return answer(request, "matching/network_weights.html", context={"form": form, "row": row}, status=422)
    set_weights(
        actor=request.actor, weights=form.given(), seen_version=form.cleaned_data["version"], now=timezone.now()
    )
    messages.success(request, _("Rankings use these weights from now on; past ones keep theirs."))
    return answer(request, "matching/network_weights.html", to=reverse("matching:network_weights"))
