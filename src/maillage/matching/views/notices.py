"""Files of notices: sent, read, reported."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from maillage.kit.errors import Invalid
from maillage.kit.htmx import answer
from maillage.matching.forms.opportunities import NoticesForm
from maillage.matching.labels import REJECTION_LABELS
from maillage.matching.queries import opportunities as queries
from maillage.matching.requests import ScopedRequest
from maillage.matching.services.opportunities import runs
from maillage.matching.types import NoticesState

LIST = "matching/notices_runs.html"


def notices_run_list(request: ScopedRequest) -> HttpResponse:
    """List the readings, or start one with a file."""
    form = NoticesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = runs.receive_notices(actor=request.actor, name=file.name, content=file.read(), now=timezone.now())
        except Invalid as refusal:
            form.add_error("file", str(refusal))
        else:
            return answer(request, LIST, to=reverse("matching:notices_run", args=[run.pk]))
    page = queries.notices_runs(scope=request.actor.scope, cursor=request.GET.get("cursor", ""))
    return answer(request, LIST, context={"form": form, "page": page}, status=422 if form.errors else 200)


@require_GET
def notices_run(request: ScopedRequest, run_id: UUID) -> HttpResponse:
    """Show a reading, which draws itself anew until it is done."""
    run = queries.notices_run(scope=request.actor.scope, run_id=run_id)
    is_live = run.state in (NoticesState.WAITING.value, NoticesState.RUNNING.value)
    rejects = [(key.partition(":")[2], title, REJECTION_LABELS.get(why, why)) for key, title, why in run.rejects]
    context = {
        "run": run,
        "is_live": is_live,
        "rejects": rejects,
        "done": run.created + run.updated + run.unchanged + run.kept + run.rejected,
    }
    return answer(request, "matching/notices_run.html", part="run", context=context)
