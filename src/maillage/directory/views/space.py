"""An organization's own space: its home, its messages, its place in the directory."""

from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maillage.accounts.types import AccessLevel
from maillage.directory.queries import spaces
from maillage.directory.requests import ScopedRequest
from maillage.directory.rules.charts import HEIGHT, WIDTH
from maillage.directory.services import listing, messages
from maillage.directory.services.consents import set_consents
from maillage.directory.services.divergences import decide_divergence
from maillage.directory.services.reviews import review_edit
from maillage.directory.types import Listing
from maillage.directory.views.without_reason import ask_for_reason
from maillage.kit.errors import Invalid, NotFound
from maillage.kit.htmx import answer


def home(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    of, actor = request.organization.pk, request.actor
    page = spaces.organization_home(actor=actor, organization_id=of, today=timezone.localdate())
    context = {
        "organization": request.organization,
        "page": page,
        "chart": {"width": WIDTH, "height": HEIGHT},
        "may_edit": actor.may(AccessLevel.EDITOR, organization_id=of),
        "is_owner": actor.may(AccessLevel.OWNER, organization_id=of) or actor.is_facilitator,
        "is_listed": page.profile.listing == Listing.LISTED,
        "is_unlisted": page.profile.listing == Listing.UNLISTED,
        "may_ask": page.profile.listing in {Listing.DRAFT, Listing.REFUSED},
        "is_pending": page.profile.listing == Listing.PENDING,
        "done": request.GET.get("fait", ""),
    }
    return answer(request, "directory/space/home.html", context=context)


@require_POST
def listing_change(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Ask to be listed, to be withdrawn, or to come back."""
    actions = {"ask": listing.request_listing, "withdraw": listing.unlist_profile, "return": listing.list_profile}
    action = actions.get(request.POST.get("wish", ""))
    if action is None:
        raise Invalid
    action(actor=request.actor, organization_id=request.organization.pk, now=timezone.now())
    return answer(
        request, "directory/space/home.html", to=reverse("directory:organization_home", args=[organization_slug])
    )


@require_POST
def consents(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Say what may be published elsewhere than on the network's pages."""
    set_consents(
        actor=request.actor,
        organization_id=request.organization.pk,
        open_data="open_data" in request.POST,
        murmurations="murmurations" in request.POST,
        now=timezone.now(),
    )
    return answer(
        request, "directory/space/home.html", to=reverse("directory:organization_home", args=[organization_slug])
    )


@require_POST
def divergence(request: ScopedRequest, organization_slug: str, divergence_id: int) -> HttpResponse:
    if not spaces.is_divergence_of(organization_id=request.organization.pk, divergence_id=divergence_id):
        raise NotFound
    decide_divergence(
        actor=request.actor, divergence_id=divergence_id, is_accepted=request.POST.get("decision") == "accept",
        now=timezone.now(),
    )  # fmt: skip
    return answer(
        request, "directory/space/home.html", to=reverse("directory:organization_home", args=[organization_slug])
    )


def message_list(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    page = spaces.messages_page(
        actor=request.actor, organization_id=request.organization.pk, cursor=request.GET.get("cursor", ""),
        is_waiting=request.GET.get("etat") != "traites",
    )  # fmt: skip
    context = {"organization": request.organization, "page": page, "is_waiting": request.GET.get("etat") != "traites"}
    return answer(request, "directory/space/messages.html", context=context)


@require_POST
def message_handling(request: ScopedRequest, organization_slug: str, message_id: UUID) -> HttpResponse:
    if not spaces.is_message_of(organization_id=request.organization.pk, message_id=message_id):
        raise NotFound
    messages.handle_message(
        actor=request.actor, message_id=message_id, now=timezone.now(), is_handled=request.POST.get("handled") != "no"
    )
    return answer(
        request, "directory/space/messages.html", to=reverse("directory:message_list", args=[organization_slug])
    )


@require_POST
def profile_listing(request: ScopedRequest, slug: str) -> HttpResponse:
    """A facilitator's decision on a profile that waits."""
    organization_id = spaces.organization_id_of(slug=slug)
    page = _back(request, queue="directory:listing_queue", page=reverse("directory:profile", args=[slug]))
    if request.POST.get("decision") == "list":
        listing.list_profile(actor=request.actor, organization_id=organization_id, now=timezone.now())
        return _decided(request, page)
    try:
        listing.refuse_listing(
            actor=request.actor,
            organization_id=organization_id,
            reason=request.POST.get("reason", ""),
            now=timezone.now(),
        )
    except Invalid as refusal:
        return ask_for_reason(request, refusal, key=organization_id, page=page)
    return _decided(request, page)


@require_POST
def edit_review(request: ScopedRequest, edit_id: UUID) -> HttpResponse:
    """A facilitator's decision on an edit."""
    slug = spaces.slug_of_edit(scope=request.actor.scope, edit_id=edit_id)
    page = _back(request, queue="directory:edit_queue", page=reverse("directory:history", args=[slug]))
    try:
        review_edit(
            actor=request.actor, edit_id=edit_id, is_approved=request.POST.get("decision") == "approve",
            now=timezone.now(), reason=request.POST.get("reason", ""),
        )  # fmt: skip
    except Invalid as refusal:
        return ask_for_reason(request, refusal, key=edit_id, page=page)
    return _decided(request, page)


def _back(request: ScopedRequest, *, queue: str, page: str) -> str:
    """Give the queue when it is there that the decision was taken, else the page it speaks of."""
    return reverse(queue) if "queue" in request.POST else page


def _decided(request: ScopedRequest, page: str) -> HttpResponse:
    notices.success(request, _("Your decision is kept."))
    return answer(request, "directory/space/home.html", to=page)
