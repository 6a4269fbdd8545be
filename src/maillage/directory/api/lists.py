"""Sectors, skills, labels, places, references and news."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop
from ninja import Query, Router

from maillage import geodata
from maillage.directory.api.answers import READ_PROBLEMS, link_to_next
from maillage.directory.api.documents import coordinates
from maillage.directory.queries import news as news_queries
from maillage.directory.queries import showcase, terms
from maillage.directory.queries.published import whole_address
from maillage.directory.schemas import lists
from maillage.directory.schemas.parameters import (
    LanguageParameter,
    PageParameters,
    PlaceParameters,
    ReferenceParameters,
    SkillParameters,
)

router = Router(tags=["lists"])


@router.get(
    "/sectors",
    response={200: lists.SectorList, **READ_PROBLEMS},
    url_name="sector_list",
    operation_id="list_sectors",
    summary=gettext_noop("List the sectors"),
    description=gettext_noop("With their skills and how many listed organizations claim each."),
)
def sector_list(request: HttpRequest, asked: Query[LanguageParameter]) -> Any:
    return {"results": showcase.counted_sectors()}


@router.get(
    "/skills",
    response={200: lists.SkillList, **READ_PROBLEMS},
    url_name="skill_list",
    operation_id="list_skills",
    summary=gettext_noop("List the skills"),
    description=gettext_noop("With their names and synonyms in both languages and their NAF codes."),
)
def skill_list(request: HttpRequest, asked: Query[SkillParameters]) -> Any:
    columns = ("slug", "name", "name_fr", "name_en", "synonyms_fr", "synonyms_en", "naf_rev2")
    return {
        "results": [
            {**{column: getattr(row, column) for column in columns}, "sector": row.sector.slug}
            for row in terms.living_skills(sector_slug=asked.sector)
        ]
    }


@router.get(
    "/labels",
    response={200: lists.LabelList, **READ_PROBLEMS},
    url_name="label_list",
    operation_id="list_labels",
    summary=gettext_noop("List the labels"),
    description=gettext_noop("Labels, certificates and approvals known to the network."),
)
def label_list(request: HttpRequest, asked: Query[LanguageParameter]) -> Any:
    return {"results": [{"slug": row.slug, "name": row.name} for row in terms.living_labels()]}


@router.get(
    "/places",
    response={200: lists.PlaceList, **READ_PROBLEMS},
    url_name="place_list",
    operation_id="search_places",
    summary=gettext_noop("Find places"),
    description=gettext_noop("Communes, groupings of communes, départements and régions whose name or code begins so."),
)
def place_list(request: HttpRequest, asked: Query[PlaceParameters]) -> Any:
    return {
        "results": [
            {
                "place": f"{place.kind.value}:{place.code}",
                "kind": place.kind.value,
                "code": place.code,
                "name": place.name,
                "label": place.label,
                "postal_codes": list(place.postal_codes),
                "population": place.population,
                "point": coordinates(place.point.longitude, place.point.latitude),
            }
            for place in geodata.suggest_places(text=asked.q, limit=asked.limit)
        ]
    }


@router.get(
    "/references",
    response={200: lists.ReferencePage, **READ_PROBLEMS},
    url_name="reference_list",
    operation_id="list_references",
    summary=gettext_noop("List the references"),
    description=gettext_noop("Past jobs of listed organizations, latest first."),
)
def reference_list(request: HttpRequest, response: HttpResponse, asked: Query[ReferenceParameters]) -> Any:
    page = showcase.references_page(skill_slug=asked.skill, with_partners=asked.with_partners, cursor=asked.cursor)
    link_to_next(request, response, cursor=page.next_cursor)
    return {
        "results": [
            {
                "id": row.id,
                "title": row.title,
                "client": row.client,
                "place": row.place,
                "year": row.year,
                "organization": {"name": row.organization_name, "slug": row.organization_slug},
                "partners": [{"name": one.name, "slug": one.slug or None} for one in row.partners],
                "picture": whole_address(row.picture_url) if row.picture_url else None,
            }
            for row in page.rows
        ],
        "next": page.next_cursor or None,
    }


@router.get(
    "/news",
    response={200: lists.NewsPage, **READ_PROBLEMS},
    url_name="news_list",
    operation_id="list_news",
    summary=gettext_noop("List the news"),
    description=gettext_noop("News of the network, latest first; texts are Markdown."),
)
def news_list(request: HttpRequest, response: HttpResponse, asked: Query[PageParameters]) -> Any:
    page = news_queries.news_page(now=timezone.now(), cursor=asked.cursor)
    link_to_next(request, response, cursor=page.next_cursor)
    return {
        "results": [
            {
                "id": row.pk,
                "slug": row.slug,
                "url": whole_address(reverse("directory:news_item", args=[row.slug])),
                "title": row.title,
                "summary": row.summary,
                "text": row.text,
                "picture": whole_address(row.picture.url) if row.picture else None,
                "published_at": row.published_at,
            }
            for row in page.rows
        ],
        "next": page.next_cursor or None,
    }
