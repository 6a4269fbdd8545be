"""Who may see a picture: whoever may see the page that it stands on."""

from datetime import datetime
from typing import Any

from maillage.accounts.types import Scope
from maillage.directory.models import NewsItem, Photo, Profile
from maillage.directory.types import Listing


def may_see_picture(*, path: str, scope: Scope, now: datetime) -> bool:
    """Say whether somebody may see the file at `path` (below the folder of media).

    The network's own pictures are for all; an organization's while it is listed, and for its people and the office.
    """
    match path.partition("/")[0]:
        case "network":
            return True
        case "news":
            rows = NewsItem.objects.filter(picture=path)
            return (rows if scope.is_network else rows.filter(published_at__lte=now)).exists()
        case "logos" | "photos":  # a logo sent from the page is kept among the photos
            whose = Profile.objects.across_scopes(reason="whose picture it is")
            owners = (
                Photo.objects.across_scopes(reason="whose picture it is").filter(file=path).values("organization_id")
            )
            return any(_is_shown(found, scope) for found in (whose.filter(logo=path), whose.filter(pk__in=owners)))
        case _:
            return False


def _is_shown(profiles: Any, scope: Scope) -> bool:
    found = profiles.values_list("organization_id", "listing").first()
    return found is not None and (found[1] == Listing.LISTED or scope.holds(found[0]))
