"""The facilitator's day: what awaits, and where the network is thin."""

from datetime import timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.directory.labels import SECTION_LABELS
from maillage.directory.queries import dashboard as queries
from maillage.directory.requests import ScopedRequest
from maillage.directory.rules.differences import differences
from maillage.directory.types import Section
from maillage.kit.htmx import answer


def dashboard(request: ScopedRequest) -> HttpResponse:
    now = timezone.localtime()
    context = {
        "lines": [_line(one) for one in queries.waiting(scope=request.actor.scope)],
        "coverage": queries.coverage(sector_slug=request.GET.get("sector", "")),
        "freshness": queries.freshness(now=now),
        "misses": queries.missed_searches(
            scope=request.actor.scope, since=(now.date() - timedelta(days=90)).replace(day=1)
        ),
    }
    return answer(request, "directory/office/dashboard.html", context=context)


def _line(one: queries.Waiting) -> dict[str, object]:
    label, action, route = {
        "claims": (_("Claims"), _("Decide"), "directory:claim_list"),
        "listings": (_("Pages to list"), _("Read"), "directory:listing_queue"),
        "edits": (_("Edits to review"), _("Review"), "directory:edit_queue"),
        "duplicates": (_("Possible duplicates"), _("Compare"), "directory:duplicate_list"),
        "messages": (_("Messages to the office"), _("Answer"), "directory:office_messages"),
        "imports": (_("Imports to finish"), _("Open"), "directory:import_list"),
    }[one.kind]
    return {"label": label, "action": action, "url": reverse(route), "count": one.count, "oldest": one.oldest}


def listing_queue(request: ScopedRequest) -> HttpResponse:
    """List the profiles whose people ask to be in the directory."""
    page = queries.listings_page(scope=request.actor.scope, cursor=request.GET.get("cursor", ""))
    return answer(request, "directory/office/listings.html", context={"page": page})


def edit_queue(request: ScopedRequest) -> HttpResponse:
    """List the edits that wait, each with what it says otherwise."""
    page = queries.edits_page(scope=request.actor.scope, cursor=request.GET.get("cursor", ""))
    edits = [
        {
            "edit": edit,
            "section": SECTION_LABELS[Section(edit.section)],
            "differences": differences(before=edit.before, after=edit.after),
        }
        for edit in page.rows
    ]
    return answer(request, "directory/office/edits.html", context={"page": page, "edits": edits})
