"""The links of the shell, in one table; a link whose route is not installed is left out."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import AccessLevel, Actor


@dataclass(frozen=True, slots=True)
class Link:
    """One link: the route it leads to and who sees it."""

    route: str
    label: Any
    icon: str = ""
    level: AccessLevel = AccessLevel.PUBLIC


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link as the shell draws it; `current` is the value of `aria-current`, empty when the page is elsewhere."""

    url: str
    label: str
    icon: str
    current: str


MAIN = (
    Link("directory:search", _("Find"), "search"),
    Link("directory:map", _("Map"), "map-2"),
    Link("directory:sector_list", _("Trades"), "category"),
    Link("directory:reference_list", _("References"), "briefcase"),
    Link("links:network", _("Mesh"), "affiliate"),
    Link("directory:news_list", _("News"), "news"),
)
WORK = (
    Link("matching:board", _("Needs"), "inbox", AccessLevel.FACILITATOR),
    Link("matching:opportunity_list", _("Opportunities"), "speakerphone", AccessLevel.FACILITATOR),
    Link("matching:coproduction_office", _("Common work"), "circles-relation", AccessLevel.FACILITATOR),
    Link("directory:dashboard", _("Facilitation"), "clipboard-list", AccessLevel.FACILITATOR),
    Link("links:introduction_list", _("Introductions"), "heart-handshake", AccessLevel.FACILITATOR),
    Link("directory:import_list", _("Imports"), "table-import", AccessLevel.FACILITATOR),
    Link("accounts:network_settings", _("Network settings"), "settings", AccessLevel.ADMINISTRATOR),
    Link("matching:network_weights", _("What rankings weigh"), "adjustments", AccessLevel.ADMINISTRATOR),
    Link("accounts:office_people", _("Office"), "users", AccessLevel.ADMINISTRATOR),
    Link("web:webhook_list", _("Webhooks"), "webhook", AccessLevel.ADMINISTRATOR),
    Link("web:parked_list", _("Tasks that have failed"), "alert-triangle", AccessLevel.ADMINISTRATOR),
)
FOOT = (
    Link("matching:need_new", _("Ask for something")),
    Link("directory:join", _("List my co-operative")),
    Link("directory:office_contact", _("Write to us")),
    Link("directory:open_data", _("Open data")),
    Link("accounts:about", _("About the network")),
    Link("accounts:charter", _("Charter")),
    Link("web:accessibility", _("Accessibility")),
    Link("web:privacy", _("Personal data")),
)


def shown_links(links: tuple[Link, ...], *, request: HttpRequest, actor: Actor | None) -> list[ShownLink]:
    """Give the links that the actor may follow, the current one marked."""
    shown = []
    for link in links:
        if link.level is not AccessLevel.PUBLIC and (actor is None or not actor.may(link.level)):
            continue
        try:
            url = reverse(link.route)
        except NoReverseMatch:
            continue
        shown.append((url, link))
    # The map stands inside the directory: the longest address that fits is where the reader is.
    here = max((url for url, _link in shown if url != "/" and request.path.startswith(url)), key=len, default="")
    return [
        ShownLink(
            url=url,
            label=str(link.label),
            icon=link.icon,
            current="page" if url == request.path else "true" if url == here else "",
        )
        for url, link in shown
    ]
