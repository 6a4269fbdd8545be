"""Searches that people keep, and the digests of what is new in them."""

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import parse_qs
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import User
from maillage.accounts.services.mailing import language_of, send_mail_in_language
from maillage.accounts.types import Actor
from maillage.directory.models import Profile, SavedSearch
from maillage.directory.queries.saved_searches import saved_searches_of
from maillage.directory.queries.search import search
from maillage.directory.search.addresses import canonical_query, parse_search
from maillage.directory.search.types import SearchHit, SearchRequest, Sort
from maillage.kit.errors import Invalid, NotAllowed, NotFound

MOST_SEARCHES = 50
PERIODS = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}
FREQUENCIES = ("none", *PERIODS)
MOST_IN_A_DIGEST = 20


@transaction.atomic
def save_search(*, actor: Actor, name: str, query: str, frequency: str, now: datetime) -> SavedSearch:
    """Keep a search for oneself; keeping it again changes its name and frequency.

    Raises: NotAllowed (visitors), Invalid (frequency, too many).
    """
    if actor.user_id is None:
        raise NotAllowed
    if frequency not in FREQUENCIES:
        raise Invalid(_("Choose how often: never, every day or every week."), field="frequency")
    canonical = canonical_query(parse_search(query=QueryDict(query)).request)[:2000]
    known = SavedSearch.objects.filter(user_id=actor.user_id)
    if not known.filter(query_string=canonical).exists() and known.count() >= MOST_SEARCHES:
        raise Invalid(_("You keep %(count)d searches already: remove one first."), field="name", count=MOST_SEARCHES)
    row, _created = SavedSearch.objects.update_or_create(
        user_id=actor.user_id,
        query_string=canonical,
        defaults={"name": name.strip()[:120] or _name_of(canonical), "frequency": frequency},
        create_defaults={
            "name": name.strip()[:120] or _name_of(canonical),
            "frequency": frequency,
            "created_at": now,
            "seen_until": now,
        },
    )
    return row


def _name_of(query: str) -> str:
    values = [value for found in parse_qs(query).values() for value in found]
    return ", ".join(values)[:120] or str(_("The whole network"))


@transaction.atomic
def remove_search(*, actor: Actor, search_id: UUID) -> SavedSearch:
    """Forget a kept search; gives what it was, so that it can be kept again.

    Raises: NotFound.
    """
    row = saved_searches_of(actor=actor).filter(pk=search_id).first()
    if row is None:
        raise NotFound
    SavedSearch.objects.filter(pk=search_id).delete()
    return row


def send_digests(*, now: datetime) -> int:
    """Send what is new in each kept search whose time has come; gives the number of e-mails sent."""
    sent = 0
    for frequency, period in PERIODS.items():
        # An hour of grace: a digest sent a little late today must not slip by a day tomorrow.
        due = SavedSearch.objects.filter(frequency=frequency, seen_until__lte=now - period + timedelta(hours=1))
        for search_id in list(due.values_list("pk", flat=True)):
            sent += send_digest(search_id=search_id, now=now)
    return sent


@transaction.atomic
def send_digest(*, search_id: UUID, now: datetime) -> bool:
    """Send one digest when something is new, and remember until when it was seen; two workers send it once."""
    row = SavedSearch.objects.select_for_update(skip_locked=True).filter(pk=search_id).first()
    if (
        row is None
        or row.frequency not in PERIODS
        or row.seen_until > now - PERIODS[row.frequency] + timedelta(hours=1)
    ):
        return False
    person = User.objects.get(pk=row.user_id)
    since, row.seen_until = row.seen_until, now
    row.save(update_fields=["seen_until"])
    with translation.override(language_of(recipient=person)):
        request = parse_search(query=QueryDict(row.query_string)).request
        found = _listed_since(request, since)
    if not found or not person.is_active:
        return False
    base = settings.MAILLAGE_BASE_URL
    send_mail_in_language(
        template="directory/mail/digest.txt",
        to=person,
        context={"search": row, "found": found},
        action_url=f"{base}{reverse('directory:search')}?{row.query_string}",
        unsubscribe_url=f"{base}{reverse('directory:saved_search_list')}",
    )
    return True


def _listed_since(request: SearchRequest, since: datetime) -> list[SearchHit]:
    latest = search(replace(request, sort=Sort.LATEST, cursor="", size=MOST_IN_A_DIGEST), with_facets=False).results
    recent = set(
        Profile.objects.public()
        .filter(organization_id__in=[hit.organization_id for hit in latest], listed_at__gt=since)
        .values_list("organization_id", flat=True)
    )
    return [hit for hit in latest if hit.organization_id in recent]
