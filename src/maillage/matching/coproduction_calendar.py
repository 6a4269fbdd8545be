"""The dates of an organization's common work as a calendar that other programs follow (RFC 5545, RFC 7986)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from maillage.accounts.models import Organization
from maillage.matching.models import Coproduction

_REFRESHED = timedelta(hours=6)


def coproduction_calendar(organization: Organization, works: Sequence[Coproduction], /, *, now: datetime) -> bytes:
    """Give milestones and days of delivery, each a whole-day event whose identity never changes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Maillage//coproductions//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", _("Common work of %(name)s") % {"name": organization.name})
    calendar.add("x-wr-calname", _("Common work of %(name)s") % {"name": organization.name})
    calendar.add("refresh-interval", _REFRESHED, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for work in works:
        address = reverse("matching:coproduction", args=[organization.slug, work.pk])
        url = f"{settings.MAILLAGE_BASE_URL}{address}"
        for step in work.milestones.all():
            done = "✓ " if step.done_at else ""
            event = _event(step.pk, f"{done}{step.title}", step.starts_on, step.ends_on, work, url, step.version, now)
            calendar.add_component(event)
        for due in work.deliverables.all():
            title = _("Due: %(title)s") % {"title": due.title}
            done = "✓ " if due.delivered_at else ""
            calendar.add_component(
                _event(due.pk, f"{done}{title}", due.due_on, due.due_on, work, url, due.version, now)
            )
    return bytes(calendar.to_ical())


def _event(
    pk: object, summary: str, first: date, last: date, work: Coproduction, url: str, version: int, now: datetime
) -> Event:
    event = Event()
    event.add("uid", f"{pk}@maillage")
    event.add("dtstamp", now)
    event.add("sequence", version - 1)
    event.add("dtstart", first)
    event.add("dtend", last + timedelta(days=1))
    event.add("summary", summary)
    event.add("description", work.title)
    event.add("url", url)
    event.add("transp", "TRANSPARENT")
    return event
