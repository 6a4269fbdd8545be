"""What the profile's templates need said: texts and small structures, no queries of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from maillage.directory.labels import (
    FIELD_LABELS,
    HEADCOUNT_LABELS,
    SOCIAL_NETWORKS,
    SOURCE_LABELS,
    language_name,
    legal_form_label,
)
from maillage.directory.models import Establishment, Profile
from maillage.directory.queries.profiles import ProfilePage
from maillage.directory.queries.published import place_name, whole_address
from maillage.directory.rules import opening_hours
from maillage.directory.types import Precision, ServedKind, Source
from maillage.kit.markdown import render_markdown


@dataclass(frozen=True, slots=True)
class ShownDay:
    name: str
    hours: str
    is_today: bool


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """An establishment ready to be shown; `hours` is empty and `hours_text` filled when the week is not understood."""

    row: Establishment
    address: tuple[str, ...]
    days: tuple[ShownDay, ...]
    hours_text: str
    is_open: bool | None
    is_approximate: bool


@dataclass(frozen=True, slots=True)
class SourceLine:
    source: str
    on: str
    fields: str


def places_of(page: ProfilePage, *, now: datetime) -> list[ShownPlace]:
    """Give the establishments, the head office first; the organization's own hours stand for the head office's."""
    return [
        _place(row, hours=row.opening_hours or (page.profile.opening_hours if number == 0 else ""), now=now)
        for number, row in enumerate(page.establishments)
    ]


def _place(row: Establishment, *, hours: str, now: datetime) -> ShownPlace:
    town = f"{row.postal_code} {row.commune_name}".strip()
    street = () if row.is_address_hidden else (row.street,)
    week = opening_hours.week_of(hours, monday=now.date() - timedelta(days=now.weekday()))
    return ShownPlace(
        row=row,
        address=tuple(filter(None, (*street, town))),
        days=_days(week, today=now.weekday()) if week else (),
        hours_text="" if week else hours,
        is_open=opening_hours.is_open_at(hours, moment=now) if week else None,
        is_approximate=row.precision in {Precision.COMMUNE, Precision.UNKNOWN} and row.longitude is not None,
    )


def _days(week: opening_hours.Week, *, today: int) -> tuple[ShownDay, ...]:
    return tuple(
        ShownDay(
            name=str(WEEKDAYS[number]).capitalize(),
            hours=opening_hours.written(spans).replace("-", "\N{EN DASH}") or _("Closed"),
            is_today=number == today,
        )
        for number, spans in enumerate(week)
    )


def points_of(page: ProfilePage) -> dict[str, list[dict[str, Any]]]:
    """Give the places that have a point, as the map reads them."""
    return {
        "clusters": [],
        "points": [
            {
                "id": str(row.pk),
                "name": row.name or page.organization.name,
                "lon": row.longitude,
                "lat": row.latitude,
                "place": row.commune_name,
                "url": "",
            }
            for row in page.establishments
            if row.longitude is not None and not row.is_address_hidden
        ],
    }


def facts_of(page: ProfilePage) -> list[tuple[str, str]]:
    """Give the practical facts that are known, each with its name."""
    organization, profile = page.organization, page.profile
    facts = [
        (_("Legal name"), organization.legal_name if organization.legal_name != organization.name else ""),
        (_("Other names"), ", ".join(profile.trade_names)),
        (_("Legal form"), legal_form_label(organization.legal_form_code)),
        (_("SIREN"), _grouped(organization.siren or "")),
        (_("RNA number"), profile.rna),
        (_("Main activity code (NAF)"), profile.naf_code),
        (_("Created on"), date_format(profile.founded_on, "DATE_FORMAT") if profile.founded_on else ""),
        (
            _("Headcount"),
            str(HEADCOUNT_LABELS.get(profile.headcount_band, "")) if profile.headcount_band != "NN" else "",
        ),
        (_("Languages"), ", ".join(language_name(code) for code in profile.languages)),
    ]
    return [(name, value) for name, value in facts if value]


def _grouped(digits: str) -> str:
    return "\N{NARROW NO-BREAK SPACE}".join(digits[start : start + 3] for start in range(0, len(digits), 3))


def territory_of(profile: Profile) -> tuple[str, Sequence[str]]:
    """Give a sentence on the territory served and the places it names."""
    match profile.served_kind:
        case ServedKind.NATIONAL:
            return _("The whole country"), ()
        case ServedKind.RADIUS:
            return _("Up to %(radius)s km around the head office") % {"radius": profile.served_radius_km}, ()
        case ServedKind.PLACES:
            return "", [place_name(code) for code in profile.served_places]
        case _:
            return "", ()


def sources_of(profile: Profile) -> list[SourceLine]:
    """Say where the facts come from: one line a source, with its latest day and the fields it gave."""
    by_source: dict[str, tuple[str, list[str]]] = {}
    for field, said in profile.provenance.items():
        latest, fields = by_source.get(said.get("source", ""), ("", []))
        by_source[said.get("source", "")] = (
            max(latest, str(said.get("at") or "")),
            [*fields, str(FIELD_LABELS.get(field, field))],
        )
    return [
        SourceLine(str(SOURCE_LABELS[source]), _day(by_source[source][0]), ", ".join(by_source[source][1]))
        for source in Source
        if source in by_source
    ]


def _day(text: str) -> str:
    try:
        return date_format(date.fromisoformat(text[:10]), "DATE_FORMAT")
    except ValueError:
        return ""


def addresses_of(page: ProfilePage) -> dict[str, Any]:
    """Give the addresses that the head of the page names, the social links and the rendered description."""
    path = reverse("directory:profile", kwargs={"slug": page.organization.slug})
    picture = page.photos[0].file.url if page.photos else (page.profile.logo.url if page.profile.logo else "")
    return {
        "canonical": whole_address(path),
        "share_picture": whole_address(picture) if picture else "",
        "description": render_markdown(page.profile.description) if page.profile.description else "",
        "social_links": [
            (SOCIAL_NETWORKS.get(kind, kind), url) for kind, url in page.profile.social_links.items() if url
        ],
    }
