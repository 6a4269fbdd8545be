"""A courier's service: when it began and ended, its breaks, and whether the position is shared. Instants, no clock."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

# Nobody rides longer: a service that nobody ended counts no hours, and a new one may begin.
LONGEST_SERVICE: Final = timedelta(hours=16)
NIGHT_IN_SIGHT: Final = timedelta(hours=4)


class DutyWord(StrEnum):
    ON = "on"
    OFF = "off"
    BREAK = "break"
    RESUME = "resume"
    SHARE = "share"
    HIDE = "hide"


@dataclass(frozen=True, slots=True)
class Service:
    """One service, or what is known of it. `ended`: none while it goes on; `pause_since`: of a break that goes on."""

    began: datetime
    ended: datetime | None = None
    pause_since: datetime | None = None
    paused: timedelta = timedelta()
    is_sharing: bool = False

    def worked(self, *, until: datetime) -> timedelta:
        """Give the time worked, breaks taken off."""
        end = self.ended or until
        running = end - self.pause_since if self.pause_since else timedelta()
        return max(end - self.began - self.paused - running, timedelta())

    def paused_until(self, until: datetime, /) -> timedelta:
        return self.paused + ((self.ended or until) - self.pause_since if self.pause_since else timedelta())

    def is_forgotten(self, *, now: datetime) -> bool:
        """Say whether its end was not told."""
        return self.ended is None and now - self.began > LONGEST_SERVICE


def services_of(entries: Iterable[tuple[datetime, str]], /) -> list[Service]:
    """Read services from what was told, whatever the order in which it was heard.

    A word that has no sense where it stands (a break of nobody on duty) is passed over.
    """
    found: list[Service] = []
    for at, word in sorted(entries, key=lambda entry: entry[0]):
        running = found[-1] if found and found[-1].ended is None else None
        if running and at - running.began > LONGEST_SERVICE:
            running = None
        if running is None:
            if word == DutyWord.ON:
                found.append(Service(at))
            continue
        found[-1] = _after(running, at=at, word=word)
    return found


def _after(service: Service, *, at: datetime, word: str) -> Service:
    match word:
        case DutyWord.OFF:
            return replace(service, ended=at, paused=service.paused_until(at), pause_since=None, is_sharing=False)
        case DutyWord.BREAK if service.pause_since is None:
            return replace(service, pause_since=at)
        case DutyWord.RESUME:
            return replace(service, paused=service.paused_until(at), pause_since=None)
        case DutyWord.SHARE | DutyWord.HIDE:
            return replace(service, is_sharing=word == DutyWord.SHARE)
        case _:
            return service


def running_service(services: list[Service], /, *, now: datetime) -> Service | None:
    """Give the service that goes on."""
    last = services[-1] if services else None
    return last if last and last.ended is None and not last.is_forgotten(now=now) else None


def day_of_service(services: list[Service], /, *, now: datetime, zone: ZoneInfo) -> date:
    """Give the civil day that a courier rides: that of the service which goes on, over midnight, else today.

    A service of the night stays in sight for some hours after its end: its hours are read when it is over.
    """
    last = running_service(services, now=now) or next(
        (one for one in services[-1:] if one.ended is not None and now - one.ended < NIGHT_IN_SIGHT), None
    )
    return (last.began if last else now).astimezone(zone).date()
