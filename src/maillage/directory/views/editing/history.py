"""Who changed what, and how to bring it back."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from maillage.directory.queries import spaces
from maillage.directory.requests import ScopedRequest
from maillage.directory.services.edits import restore_edit
from maillage.kit.errors import NotFound
from maillage.kit.htmx import answer


def history(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    page = spaces.edits_page(
        actor=request.actor, organization_id=request.organization.pk, cursor=request.GET.get("cursor", "")
    )
    context = {"organization": request.organization, "page": page, "done": request.GET.get("fait", "")}
    return answer(request, "directory/editing/history.html", context=context)


@require_POST
def restoration(request: ScopedRequest, organization_slug: str, edit_id: UUID) -> HttpResponse:
    if not spaces.is_edit_of(organization_id=request.organization.pk, edit_id=edit_id):
        raise NotFound
    edit = restore_edit(
        actor=request.actor, edit_id=edit_id, now=timezone.now(), undo=request.POST.get("version") == "before"
    )
    history = reverse("directory:history", args=[organization_slug])
    return answer(request, "directory/editing/history.html", to=f"{history}?fait={edit.pk if edit else 'rien'}")
