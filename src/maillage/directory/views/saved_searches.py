"""The searches that a person keeps."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maillage.directory.queries.saved_searches import saved_searches_of
from maillage.directory.requests import ScopedRequest
from maillage.directory.services import saved_searches as services
from maillage.kit.htmx import answer
from maillage.kit.pages import page_by_key

FREQUENCY_CHOICES = {
    "none": lambda: _("Never"),
    "daily": lambda: _("Every day"),
    "weekly": lambda: _("Every week"),
}


def saved_search_list(request: ScopedRequest) -> HttpResponse:
    """List one's kept searches, or keep one more (`q` and the other parameters of a search in `query`)."""
    if request.method == "POST":
        given = request.POST if "query" in request.POST else request.GET  # an undo carries it in its address
        row = services.save_search(
            actor=request.actor,
            name=given.get("name", ""),
            query=given.get("query", "")[:2000],
            frequency=given.get("frequency", "weekly"),
            now=timezone.now(),
        )
        messages.success(request, _("Search kept: “%(name)s”.") % {"name": row.name})
        return answer(request, "directory/saved_searches.html", to=reverse("directory:saved_search_list"))
    rows = saved_searches_of(actor=request.actor)
    page = page_by_key(rows, key=("-created_at", "-id"), cursor=request.GET.get("cursor", ""))
    context = {"page": page, "frequencies": [(value, name()) for value, name in FREQUENCY_CHOICES.items()]}
    return answer(request, "directory/saved_searches.html", context=context)


@require_POST
def saved_search_removal(request: ScopedRequest, search_id: UUID) -> HttpResponse:
    row = services.remove_search(actor=request.actor, search_id=search_id)
    again = urlencode({"query": row.query_string, "name": row.name, "frequency": row.frequency})
    undo_url = f"{reverse('directory:saved_search_list')}?{again}"
    messages.success(request, _("Search “%(name)s” removed.") % {"name": row.name}, extra_tags=undo_url)
    return answer(request, "directory/saved_searches.html", to=reverse("directory:saved_search_list"))
