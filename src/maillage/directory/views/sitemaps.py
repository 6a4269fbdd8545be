"""Plans of the site for search engines, and what robots may visit.

Source: sitemaps.org protocol 0.9; RFC 9309.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID
from xml.sax.saxutils import escape

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import NoReverseMatch, reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from maillage.directory.queries import sitemap as queries
from maillage.directory.queries.published import whole_address
from maillage.directory.revalidation import asks_each_time, versioned
from maillage.kit.streaming import streamed

_XML = "application/xml; charset=utf-8"
_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_PAGES = (
    "web:home", "directory:search", "directory:map", "directory:sector_list", "directory:reference_list",
    "directory:news_list", "directory:open_data", "directory:embed_builder", "accounts:about", "accounts:charter",
)  # fmt: skip
# What robots gain nothing by: every combination of filters is an address, and files are not pages.
_CLOSED = (
    "/annuaire/?", "/annuaire/carte/?", "/annuaire/carte/points", "/annuaire/suggestions", "/annuaire/lieux",
    "/annuaire.", "/annuaire-donnees.", "/annuaire/gogocarto.", "/annuaire/realisations/?", "/actualites/?", "/api/",
    "/compte/", "/o/", "/reseau/", "/integrer/recherche/", "/integrer/carte/", "/dev/",
)  # fmt: skip


@require_safe
@asks_each_time
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in _CLOSED),
        "",
        f"Sitemap: {_url('directory:sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@versioned
def sitemap(request: HttpRequest) -> HttpResponse:
    """List the files of the plan."""
    addresses = [_url("directory:sitemap_pages")]
    addresses += [_url("directory:sitemap_profiles", first_id) for first_id in queries.file_starts()]
    body = "".join(f"<sitemap><loc>{escape(address)}</loc></sitemap>\n" for address in addresses)
    return HttpResponse(f"{_HEAD.decode()}<sitemapindex {_NAMESPACE}>\n{body}</sitemapindex>\n", content_type=_XML)


@require_safe
@asks_each_time
def pages(request: HttpRequest) -> HttpResponse:
    """List the pages that are not an organization's."""
    addresses: list[tuple[str, datetime | None]] = []
    for name in _PAGES:
        try:
            addresses.append((_url(name), None))
        except NoReverseMatch:
            continue
    addresses += [(_url("directory:news_item", slug), at) for slug, at in queries.published_news()]
    return HttpResponse(b"".join(_file(addresses)), content_type=_XML)


@require_safe
@gzip_page
@versioned
def profiles(request: HttpRequest, first_id: UUID) -> HttpResponseBase:
    """List the pages of some organizations, from one on."""
    found = queries.profiles_from(first_id=first_id)
    return streamed(request, _file((_url("directory:profile", slug), at) for slug, at in found), content_type=_XML)


def _file(addresses: Iterable[tuple[str, datetime | None]]) -> Iterator[bytes]:
    yield _HEAD + f'<urlset {_NAMESPACE} xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'.encode()
    for address, changed_at in addresses:
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(address)}?lang={code}"/>'
            for code in ("fr", "en")
        )
        at = f"<lastmod>{changed_at.isoformat(timespec='seconds')}</lastmod>" if changed_at else ""
        yield f"<url><loc>{escape(address)}</loc>{at}{others}</url>\n".encode()
    yield b"</urlset>\n"


def _url(name: str, *arguments: object) -> str:
    return whole_address(reverse(name, args=arguments))
