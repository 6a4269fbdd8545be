"""What messages about deliveries say, in the active language; no name and no address of anybody stands in them."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from maillage.delivery.models import Task
from maillage.delivery.types import NoticeMoment


@dataclass(frozen=True, slots=True)
class Words:
    """`title`: a line; `text`: a sentence or two, without the address of the tracking page."""

    title: str
    text: str


def words_of(task: Task, *, moment: NoticeMoment, carrier: str, zone: ZoneInfo, code: str = "") -> Words:
    """Write what a moment of a drop-off is told with. `carrier`: the co-operative's name; `code`: what the recipient gives."""
    store = task.delivery.store.name if task.delivery and task.delivery.store else carrier
    said = {"store": store, "carrier": carrier, "window": window_text(task.after, task.before, zone=zone)}
    match moment:
        case NoticeMoment.CONFIRMED:
            title = _("Your delivery from %(store)s is booked")
            text = _("%(carrier)s will bring it by bike %(window)s.")
        case NoticeMoment.ON_ITS_WAY:
            title = _("Your delivery from %(store)s is on its way")
            text = _("%(carrier)s is riding to you.")
        case NoticeMoment.SOON:
            title = _("Your delivery from %(store)s will be there in a few minutes")
            text = _("%(carrier)s is close to you.")
        case NoticeMoment.DELIVERED:
            title = _("Your delivery from %(store)s has arrived")
            text = _("%(carrier)s has delivered it. How was it?")
        case NoticeMoment.FAILED:
            title = _("Your delivery from %(store)s could not be handed over")
            text = _("%(carrier)s could not deliver it. Its page says how to reach them.")
    text = text % said
    if code and moment in (NoticeMoment.CONFIRMED, NoticeMoment.ON_ITS_WAY, NoticeMoment.SOON):
        text += " " + _("Code to give to the courier: %(code)s.") % {"code": code}
    return Words(title % said, text)


def window_text(after: datetime, before: datetime, *, zone: ZoneInfo) -> str:
    """Write a window as people say it: Tuesday 3 March between 14:00 and 15:00."""
    start, end = after.astimezone(zone), before.astimezone(zone)
    if start.date() != end.date():
        return _("by %(day)s at %(time)s") % {"day": date_format(end, "l j F"), "time": time_format(end, "H:i")}
    said = {"day": date_format(start, "l j F"), "after": time_format(start, "H:i"), "before": time_format(end, "H:i")}
    return _("on %(day)s between %(after)s and %(before)s") % said
