"""Profiles for the Murmurations network: those whose organizations consent, and no others."""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from maillage.directory.exports.murmurations import murmurations_profile
from maillage.directory.exports.pieces import object_with_list
from maillage.directory.queries.exported import organization_on_murmurations, slugs_on_murmurations
from maillage.directory.queries.published import whole_address
from maillage.directory.revalidation import asks_each_time, open_to_all_sites, versioned
from maillage.kit.streaming import streamed


@require_safe
@open_to_all_sites
@asks_each_time
def profile(request: HttpRequest, slug: str) -> HttpResponseBase:
    one = organization_on_murmurations(slug=slug, today=timezone.localdate())
    return JsonResponse(
        murmurations_profile(one, home=settings.MAILLAGE_BASE_URL), json_dumps_params={"ensure_ascii": False}
    )


@require_safe
@open_to_all_sites
@versioned
def nodes(request: HttpRequest) -> HttpResponseBase:
    """List the addresses of all profiles, for an index that comes to read them."""
    items = (
        {"profile_url": whole_address(reverse("directory:murmurations_profile", args=[slug]))}
        for slug in slugs_on_murmurations()
    )
    return streamed(request, object_with_list({"meta": {}}, name="data", items=items), content_type="application/json")
