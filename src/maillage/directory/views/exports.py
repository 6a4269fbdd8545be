"""The directory, or what a search finds in it, as files."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from maillage.accounts.queries import network
from maillage.directory.exports import delimited, geojson, gogocarto, linked_data, workbook
from maillage.directory.exports.types import ExportedFile, ExportedOrganization
from maillage.directory.licences import data_licence
from maillage.directory.queries.exported import exported_organizations
from maillage.directory.queries.published import whole_address
from maillage.directory.queries.search import canonical_query, parse_search
from maillage.directory.refusals import refuse_mistakes
from maillage.directory.revalidation import open_to_all_sites, versioned
from maillage.kit.caller import address_of
from maillage.kit.streaming import streamed
from maillage.kit.throttle import count_try

FILES_A_MINUTE = 60

type Writer = Callable[..., Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class _Kind:
    write: Writer
    media_type: str
    ending: str
    is_saved: bool = False


def _view(kind: _Kind) -> Callable[[HttpRequest], HttpResponseBase]:
    @require_safe
    @open_to_all_sites
    @gzip_page
    @versioned
    def export(request: HttpRequest) -> HttpResponseBase:
        count_try(key=f"export:{address_of(request)}", limit=FILES_A_MINUTE, period_s=60)
        parsed = parse_search(query=request.GET)
        refuse_mistakes(parsed.errors, query=request.GET)
        now = timezone.now()
        organizations: Iterable[ExportedOrganization] = exported_organizations(
            parsed.request, today=timezone.localdate(now)
        )
        query = canonical_query(parsed.request)
        about = _about(address=whole_address(f"{request.path}?{query}" if query else request.path))
        response = streamed(request, kind.write(organizations, about=about), content_type=kind.media_type)
        response["Link"] = f'<{about.licence_url}>; rel="license"'
        if kind.is_saved:
            name = f"annuaire-{slugify(about.network_name)}-{timezone.localdate(now)}.{kind.ending}"
            response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    return export


def _about(*, address: str) -> ExportedFile:
    licence = data_licence()
    return ExportedFile(
        network_name=network().name,
        address=address,
        licence_code=licence.code,
        licence_name=licence.name,
        licence_url=licence.url,
        made_at=timezone.now(),
        language=get_language() or "fr",
    )


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
export_csv = _view(_Kind(delimited.spreadsheet_file, "text/csv; charset=utf-8", "csv", is_saved=True))
export_csv_data = _view(_Kind(delimited.data_file, "text/csv; charset=utf-8", "csv", is_saved=True))
export_xlsx = _view(_Kind(workbook.workbook_file, _XLSX, "xlsx", is_saved=True))
export_geojson = _view(_Kind(geojson.geojson_file, geojson.MEDIA_TYPE, "geojson"))
export_jsonld = _view(_Kind(linked_data.jsonld_file, linked_data.MEDIA_TYPE, "jsonld"))
export_gogocarto = _view(_Kind(gogocarto.gogocarto_file, "application/json", "json"))
export_gogocarto_csv = _view(_Kind(gogocarto.gogocarto_table, "text/csv; charset=utf-8", "csv", is_saved=True))
