"""Calendar files (RFC 5545)."""

from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from maillage.matching.models import Invitation
from maillage.matching.services.invitations import invitation_address


def deadline_calendar(invitation: Invitation, /) -> bytes:
    """Give the due time of an invitation as a calendar with one event."""
    calendar = Calendar()
    calendar.add("prodid", "-//Maillage//matching//FR")
    calendar.add("version", "2.0")
    event = Event()
    event.add("uid", f"{invitation.pk}@maillage")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", invitation.due_at)
    event.add("dtend", invitation.due_at)
    event.add("summary", _("Answer: %(title)s") % {"title": invitation.brief.title})
    event.add("url", invitation_address(invitation))
    calendar.add_component(event)
    return bytes(calendar.to_ical())
