"""Organizations listed twice: compared, merged, told apart."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maillage.directory.queries import duplicates as queries
from maillage.directory.requests import ScopedRequest
from maillage.directory.rules.merging import CHOSEN_TOGETHER
from maillage.directory.services import duplicates as services
from maillage.directory.services.merging import UNDOABLE_FOR, merge_organizations, undo_merge
from maillage.directory.types import DuplicateState
from maillage.kit.errors import Invalid
from maillage.kit.htmx import answer

_PAGE = "directory/duplicates.html"


def duplicate_list(request: ScopedRequest) -> HttpResponse:
    scope = request.actor.scope
    state = DuplicateState.DISTINCT if request.GET.get("state") == "distinct" else DuplicateState.OPEN
    context = {
        "page": queries.pairs_page(scope=scope, state=state, cursor=request.GET.get("cursor", "")),
        "waiting": queries.count_open_pairs(scope=scope),
        "merges": queries.latest_merges(scope=scope, now=timezone.now(), within=UNDOABLE_FOR),
        "is_open": state is DuplicateState.OPEN,
    }
    return answer(request, _PAGE, context=context)


@require_POST
def duplicate_merge(request: ScopedRequest, pair_id: UUID) -> HttpResponse:
    """Merge a pair: `kept` and `absorbed` are ids; `choice-<field>` is the id of the one whose value stays."""
    kept_id, absorbed_id = _id(request, "left"), _id(request, "right")
    if request.POST.get("kept") == str(absorbed_id):
        kept_id, absorbed_id = absorbed_id, kept_id
    sides = {str(kept_id): "kept", str(absorbed_id): "absorbed"}
    choices = {
        field: sides.get(request.POST[f"choice-{field}"], "")
        for field in CHOSEN_TOGETHER
        if f"choice-{field}" in request.POST
    }
    merge_organizations(
        actor=request.actor,
        kept_id=kept_id,
        absorbed_id=absorbed_id,
        choices=choices,
        now=timezone.now(),
        pair_id=pair_id,
    )
    messages.success(request, _("Merged. The former address leads to the page that was kept."))
    return answer(request, _PAGE, to=reverse("directory:duplicate_list"))


def _id(request: ScopedRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise Invalid(field=name) from None


@require_POST
def duplicate_distinction(request: ScopedRequest, pair_id: UUID) -> HttpResponse:
    """Say that they are two (`distinct=1`), or put the question again (`distinct=0`)."""
    is_distinct = request.POST.get("distinct", "1") != "0"
    services.tell_apart(actor=request.actor, pair_id=pair_id, now=timezone.now(), is_distinct=is_distinct)
    messages.success(request, _("Noted: they are two.") if is_distinct else _("The question is put again."))
    return answer(request, _PAGE, to=reverse("directory:duplicate_list"))


@require_POST
def merge_undoing(request: ScopedRequest, merge_id: UUID) -> HttpResponse:
    undo_merge(actor=request.actor, merge_id=merge_id, now=timezone.now())
    messages.success(request, _("The merge is undone: there are two pages again."))
    return answer(request, _PAGE, to=reverse("directory:duplicate_list"))


@require_POST
def duplicate_search(request: ScopedRequest) -> HttpResponse:
    services.look_for_duplicates(actor=request.actor)
    messages.success(request, _("The whole directory is being searched: new pairs appear here as they are found."))
    return answer(request, _PAGE, to=reverse("directory:duplicate_list"))
