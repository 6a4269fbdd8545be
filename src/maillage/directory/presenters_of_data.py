"""What the page about open data says of files and of sources."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.directory.queries.published import whole_address


@dataclass(frozen=True, slots=True)
class FileKind:
    name: str
    use: str
    path: str

    @property
    def address(self) -> str:
        return whole_address(self.path)


@dataclass(frozen=True, slots=True)
class DataSource:
    name: str
    gives: str
    licence: str


def file_kinds() -> list[FileKind]:
    """Give the files of the whole directory."""
    kinds = (
        (_("Table for Excel (CSV)"), _("Opens by a double click in Excel or LibreOffice."), "export_csv"),
        (_("Table for programs (CSV)"), _("Commas, UTF-8, names of columns that never change."), "export_csv_data"),
        ("XLSX", _("An Excel workbook."), "export_xlsx"),
        ("GeoJSON", _("Points for a map: uMap, QGIS, Leaflet, MapLibre."), "export_geojson"),
        ("JSON-LD", _("Organizations in the words of schema.org."), "export_jsonld"),
        ("GoGoCarto (JSON)", _("Elements for a GoGoCarto map that takes in others."), "export_gogocarto"),
        ("GoGoCarto (CSV)", _("The table that GoGoCarto imports."), "export_gogocarto_csv"),
    )
    return [FileKind(name, use, reverse(f"directory:{route}")) for name, use, route in kinds]


def data_sources() -> list[DataSource]:
    """Give where the facts come from, with the attribution that their licences ask for."""
    return [
        DataSource(_("The organizations themselves"), _("What they write on their pages."), _("The network's licence")),
        DataSource(
            "INSEE, base Sirene",
            _("Names, SIREN and SIRET, legal forms, activities and addresses, where a page names this source."),
            "Licence Ouverte 2.0",
        ),
        DataSource(
            _("Files of networks and open data"), _("Lists of members and maps that the office imported."),
            _("Named on each page"),
        ),
        DataSource(
            "INSEE, La Poste, @etalab/decoupage-administratif", _("Communes, départements and régions."),
            "Licence Ouverte 2.0",
        ),
        DataSource("GeoNames", _("Coordinates of communes."), "CC BY 4.0"),
        DataSource("© OpenStreetMap", _("Streets, where a map at street level is installed."), "ODbL 1.0"),
    ]  # fmt: skip
