"""The public page of an organization, and the form to write to it."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from maillage.accounts.types import AccessLevel, Actor
from maillage.directory import presenters
from maillage.directory.forms.messages import MessageForm
from maillage.directory.labels import LISTING_LABELS
from maillage.directory.queries import profiles as queries
from maillage.directory.queries.published import published_profile
from maillage.directory.requests import ScopedRequest
from maillage.directory.rules.ego_graph import draw_ego_graph
from maillage.directory.rules.robots import is_robot
from maillage.directory.rules.structured_data import structured_data
from maillage.directory.services import messages, statistics
from maillage.directory.types import Listing
from maillage.kit.caller import address_of
from maillage.kit.htmx import answer


def profile(request: ScopedRequest, slug: str) -> HttpResponse:
    now = timezone.localtime()
    page = queries.profile_page(actor=request.actor, slug=slug, today=now.date())
    if not page.is_preview and is_reader(request, actor=request.actor):
        statistics.count_view(actor=request.actor, organization_id=page.organization.pk, day=now.date())
    return answer(
        request,
        "directory/profile.html",
        context={
            "page": page,
            "organization": page.organization,
            "profile": page.profile,
            "graph": draw_ego_graph(partners=page.partners, links=page.partner_links) if page.partners else None,
            "places": presenters.places_of(page, now=now),
            "points": presenters.points_of(page),
            "facts": presenters.facts_of(page),
            "territory": presenters.territory_of(page.profile),
            "sources": presenters.sources_of(page.profile),
            "listing_label": LISTING_LABELS[Listing(page.profile.listing)],
            "may_edit": request.actor.may(AccessLevel.MEMBER, organization_id=page.organization.pk),
            "structured_data": None if page.is_preview else _as_script(structured_data(published_profile(page))),
            **presenters.addresses_of(page),
        },
    )


def is_reader(request: HttpRequest, *, actor: Actor) -> bool:
    """Say whether a request is a person's who reads: no robot, no prefetch, nobody of the office."""
    is_ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    return not (is_ahead or is_robot(request.headers.get("User-Agent", "")) or actor.is_facilitator)


def _as_script(document: dict[str, Any]) -> SafeString:
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return mark_safe(text)  # noqa: S308 - JSON in which nothing can end the script


def contact(request: ScopedRequest, slug: str) -> HttpResponse:
    shown = queries.visible_profile(slug=slug, actor=request.actor)
    form = MessageForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        messages.write_to_organization(
            actor=request.actor,
            organization_id=shown.organization_id,
            message=form.message(),
            sender_key=address_of(request),
            now=timezone.now(),
        )
        return answer(request, "directory/contact_sent.html", to=reverse("directory:contact_sent", args=[slug]))
    context = {"form": form, "organization": shown.organization, "profile": shown}
    return answer(request, "directory/contact.html", context=context, status=422 if form.errors else 200)


def contact_sent(request: ScopedRequest, slug: str) -> HttpResponse:
    shown = queries.visible_profile(slug=slug, actor=request.actor)
    return answer(request, "directory/contact_sent.html", context={"organization": shown.organization})
