"""What an organization's own space shows to its people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.db.models.functions import TruncWeek
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maillage.accounts.queries import organization_by_slug
from maillage.accounts.types import AccessLevel, Actor, Scope
from maillage.directory import labels
from maillage.directory.models import ContactMessage, Divergence, Edit, Profile, ProfileDay
from maillage.directory.queries.completeness import facts_of_profile
from maillage.directory.rules.charts import Bar, bars_of
from maillage.directory.rules.completeness import RULES, Completeness, Criterion, completeness_of
from maillage.directory.rules.differences import Difference, differences
from maillage.directory.types import EditState, Listing, Section, Source
from maillage.kit.errors import NotFound
from maillage.kit.pages import KeyPage, page_by_key
from maillage.stream.queries import last_move_reason

WEEKS = 12
_BELONGS = "whether a row is the organization's named in the address"
_NOT_APPLIED = (EditState.PENDING.value, EditState.REFUSED.value, EditState.REVERTED.value)


@dataclass(frozen=True, slots=True)
class Step:
    """Something to add: what, what it is worth, in which section."""

    label: str
    weight: int
    section: str


@dataclass(frozen=True, slots=True)
class Weekly:
    """One count, week by week, as bars."""

    name: str
    total: int
    bars: Sequence[Bar]
    sentence: str


@dataclass(frozen=True, slots=True)
class ShownDivergence:
    row: Divergence
    field: str
    source: str
    section: str
    may_accept: bool
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class ShownEdit:
    """An edit with its differences named, ready to be read."""

    row: Edit
    section: str
    state: str
    who: str
    differences: Sequence[tuple[str, Difference]]
    is_current: bool = False

    @property
    def is_pending(self) -> bool:
        return self.row.state == EditState.PENDING

    @property
    def waits_for_review(self) -> bool:
        return self.row.state in {EditState.PENDING, EditState.PUBLISHED}


@dataclass(frozen=True, slots=True)
class OrganizationHome:
    profile: Profile
    listing: str
    refusal: str
    completeness: Completeness
    next_step: Step | None
    other_steps: Sequence[Step]
    weekly: Sequence[Weekly]
    divergences: Sequence[ShownDivergence]
    pending: Sequence[ShownEdit]
    waiting_messages: int


def _profile(actor: Actor, organization_id: UUID) -> Profile:
    profile = Profile.objects.within(actor.scope).select_related("organization").filter(pk=organization_id).first()
    if profile is None:
        raise NotFound
    return profile


def organization_home(*, actor: Actor, organization_id: UUID, today: date) -> OrganizationHome:
    """Give the home of an organization's space.

    Raises: NotFound.
    """
    profile = _profile(actor, organization_id)
    completeness = completeness_of(facts_of_profile(organization_id=organization_id))
    steps = [_step(criterion) for criterion in completeness.missing]
    pending = Edit.objects.within(actor.scope).filter(organization_id=organization_id, state=EditState.PENDING.value)
    may_read_messages = actor.may(AccessLevel.EDITOR, organization_id=organization_id)
    waiting = ContactMessage.objects.within(actor.scope).filter(
        organization_id=organization_id, handled_at__isnull=True
    )
    return OrganizationHome(
        profile=profile,
        listing=str(labels.LISTING_LABELS[Listing(profile.listing)]),
        refusal=_refusal(profile),
        completeness=completeness,
        next_step=steps[0] if steps else None,
        other_steps=steps[1:4],
        weekly=weekly_counts(actor=actor, organization_id=organization_id, today=today),
        divergences=_divergences(actor, organization_id),
        pending=[shown_edit(row) for row in pending.select_related("actor").order_by("-at")],
        waiting_messages=waiting.count() if may_read_messages else 0,
    )


def _step(criterion: Criterion) -> Step:
    rule = RULES[criterion]
    return Step(str(labels.CRITERION_LABELS[criterion]), rule.weight, rule.section.value)


def _refusal(profile: Profile) -> str:
    if profile.listing != Listing.REFUSED:
        return ""
    return last_move_reason(object_id=profile.pk, target=Listing.REFUSED.value)


def _divergences(actor: Actor, organization_id: UUID) -> list[ShownDivergence]:
    rows = Divergence.objects.within(actor.scope).filter(organization_id=organization_id, decided_at__isnull=True)
    return [
        ShownDivergence(
            row=row,
            field=labels.field_label(row.field),
            source=str(labels.SOURCE_LABELS[Source(row.source)]) if row.source in Source else row.source,
            section=_section_of(row.field),
            may_accept=row.field in TAKEN_AS_THEY_ARE,
            ours=labels.value_label(row.field, row.ours),
            theirs=labels.value_label(row.field, row.theirs),
        )
        for row in rows.order_by("field", "pk")[:50]
    ]


# Fields whose value a file may give as it is; others are edited by hand.
TAKEN_AS_THEY_ARE: dict[str, Section] = {
    **dict.fromkeys(
        ("name", "legal_name", "siren", "legal_form_code", "family", "founded_on", "headcount_band", "naf_code", "rna", "trade_names"),
        Section.IDENTITY,
    ),
    **dict.fromkeys(("pitch", "description", "website", "languages"), Section.PRESENTATION),
    "opening_hours": Section.PLACES,
}  # fmt: skip
_OTHERS = {
    "social_links": Section.PRESENTATION, "establishments": Section.PLACES, "served": Section.PLACES, "skills": Section.SKILLS,
    "offers": Section.OFFERS, "references": Section.REFERENCES, "labels": Section.LABELS, "contacts": Section.CONTACTS,
    "email": Section.CONTACTS, "phone": Section.CONTACTS, "logo": Section.PICTURES, "photos": Section.PICTURES,
}  # fmt: skip


def _section_of(field: str) -> str:
    known = TAKEN_AS_THEY_ARE | _OTHERS
    return known.get(field, Section.PLACES if field.startswith("establishment") else Section.IDENTITY).value


def weekly_counts(*, actor: Actor, organization_id: UUID, today: date) -> list[Weekly]:
    """Give views, appearances and contacts of the last twelve weeks, the present one last: one query."""
    this_monday = today - timedelta(days=today.weekday())
    mondays = [this_monday - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    rows = (
        ProfileDay.objects.within(actor.scope)
        .filter(organization_id=organization_id, day__gte=mondays[0])
        .annotate(week=TruncWeek("day"))
        .values("week")
        .annotate(views=Sum("views"), appearances=Sum("appearances"), contacts=Sum("contacts"))
    )
    found: dict[date, Any] = {row["week"]: row for row in rows}
    names = {
        "views": _("Views of your page"),
        "appearances": _("Appearances in searches"),
        "contacts": _("Messages received"),
    }
    weekly = []
    for key, name in names.items():
        values = [int(found.get(monday, {}).get(key) or 0) for monday in mondays]
        days = [date_format(monday, "j b") for monday in mondays]
        titles = [
            _("Week of %(day)s: %(count)s") % {"day": day, "count": value}
            for day, value in zip(days, values, strict=True)
        ]
        sentence = ngettext("%(total)d in twelve weeks", "%(total)d in twelve weeks", sum(values)) % {
            "total": sum(values)
        }
        weekly.append(
            Weekly(name, sum(values), bars_of(values=values, labels=days, titles=titles, label_every=4), sentence)
        )
    return weekly


def shown_edit(row: Edit, *, is_current: bool = False) -> ShownEdit:
    """Give an edit with its differences named. `is_current`: the section reads as it left it."""
    return ShownEdit(
        row=row,
        section=str(labels.SECTION_LABELS[Section(row.section)]),
        state=str(labels.EDIT_STATE_LABELS[EditState(row.state)]),
        who=row.actor.display_name if row.actor else str(labels.SOURCE_LABELS.get(row.source, row.source)),  # type: ignore[call-overload]  # a text that is no such value stays itself
        differences=[
            (labels.field_label(each.field), each) for each in differences(before=row.before, after=row.after)
        ],
        is_current=is_current,
    )


def edits_page(*, actor: Actor, organization_id: UUID, cursor: str) -> KeyPage[ShownEdit]:
    """Give a page of an organization's edits, latest first.

    Raises: BadCursor.
    """
    rows = Edit.objects.within(actor.scope).filter(organization_id=organization_id).select_related("actor", "restores")
    page = page_by_key(rows, key=("-at", "-id"), cursor=cursor, size=20)
    applied = rows.exclude(state__in=_NOT_APPLIED).order_by("section", "-at", "-id").distinct("section")
    current = set(applied.values_list("pk", flat=True))
    return KeyPage(
        rows=[shown_edit(row, is_current=row.pk in current) for row in page.rows], next_cursor=page.next_cursor
    )


def section_overview(*, actor: Actor, organization_id: UUID) -> list[dict[str, Any]]:
    """Give each section with what it still lacks.

    Raises: NotFound.
    """
    _profile(actor, organization_id)
    missing = completeness_of(facts_of_profile(organization_id=organization_id)).missing
    pending = set(
        Edit.objects.within(actor.scope)
        .filter(organization_id=organization_id, state=EditState.PENDING.value)
        .values_list("section", flat=True)
    )
    return [
        {
            "value": section.value,
            "label": labels.SECTION_LABELS[section],
            "icon": labels.SECTION_ICONS[section],
            "missing": [labels.CRITERION_LABELS[each] for each in missing if RULES[each].section is section],
            "is_pending": section.value in pending,
        }
        for section in Section
    ]


def messages_page(*, actor: Actor, organization_id: UUID, cursor: str, is_waiting: bool) -> KeyPage[ContactMessage]:
    """Give a page of the messages received, latest first.

    Raises: BadCursor.
    """
    rows = ContactMessage.objects.within(actor.scope).filter(
        organization_id=organization_id, handled_at__isnull=is_waiting
    )
    return page_by_key(rows.select_related("handled_by"), key=("-sent_at", "-id"), cursor=cursor, size=20)


def organization_id_of(*, slug: str) -> UUID:
    """Raises: NotFound."""
    return organization_by_slug(slug=slug).pk


def slug_of_edit(*, scope: Scope, edit_id: UUID) -> str:
    """Give the slug of the organization that an edit is of.

    Raises: NotFound.
    """
    slug = Edit.objects.within(scope).filter(pk=edit_id).values_list("organization__slug", flat=True).first()
    if slug is None:
        raise NotFound
    return str(slug)


def is_edit_of(*, organization_id: UUID, edit_id: UUID) -> bool:
    return bool(
        Edit.objects.across_scopes(reason=_BELONGS).filter(pk=edit_id, organization_id=organization_id).exists()
    )


def is_divergence_of(*, organization_id: UUID, divergence_id: int) -> bool:
    rows = Divergence.objects.across_scopes(reason=_BELONGS)
    return bool(rows.filter(pk=divergence_id, organization_id=organization_id).exists())


def is_message_of(*, organization_id: UUID, message_id: UUID) -> bool:
    rows = ContactMessage.objects.across_scopes(reason=_BELONGS)
    return bool(rows.filter(pk=message_id, organization_id=organization_id).exists())
