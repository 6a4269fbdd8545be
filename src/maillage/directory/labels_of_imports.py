"""What people read for the words of imports."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maillage.directory.importing import Format, TargetField
from maillage.directory.types import ImportState, Source

FORMAT_LABELS = {
    Format.SIRENE: _("INSEE’s SIRENE file"),
    Format.RECHERCHE_ENTREPRISES: _("Answers of the “Recherche d’entreprises” service"),
    Format.GOGOCARTO: _("GoGoCarto map"),
    Format.GEOJSON: _("GeoJSON file"),
    Format.MURMURATIONS: _("Murmurations profiles"),
    Format.TABLE: _("Table"),
}
STATE_LABELS = {
    ImportState.MAPPING: _("To be checked"),
    ImportState.QUEUED: _("Waiting for its turn"),
    ImportState.RUNNING: pgettext_lazy("import", "In progress"),
    ImportState.DONE: pgettext_lazy("import", "Finished"),
    ImportState.FAILED: _("Stopped on an error"),
    ImportState.CANCELLED: pgettext_lazy("import", "Cancelled"),
}
STATE_TONES = {
    ImportState.MAPPING: "warning",
    ImportState.DONE: "success",
    ImportState.FAILED: "danger",
}
PHASE_LABELS = {
    "": _("Waiting for its turn"),
    "waiting": _("Waiting for the end of another import"),
    "reading": _("Reading, comparing and writing rows"),
    "indexing": _("Making everything searchable"),
    "closing": _("Writing the report"),
    "undoing": _("Being undone"),
}
OUTCOME_LABELS = {
    "created": pgettext_lazy("rows of an import", "created"),
    "updated": pgettext_lazy("rows of an import", "updated"),
    "unchanged": pgettext_lazy("rows of an import", "unchanged"),
    "merged": pgettext_lazy("rows of an import", "merged"),
    "rejected": pgettext_lazy("rows of an import", "rejected"),
}
ROW_LABELS = {
    "created": pgettext_lazy("one row of an import", "created"),
    "updated": pgettext_lazy("one row of an import", "updated"),
    "unchanged": pgettext_lazy("one row of an import", "unchanged"),
    "merged": pgettext_lazy("one row of an import", "merged"),
    "rejected": pgettext_lazy("one row of an import", "rejected"),
}
OUTCOME_HINTS = {
    "created": _("Organizations that the directory did not know."),
    "updated": _("Organizations known already, of which the file says something new."),
    "unchanged": _("Nothing new in these rows."),
    "merged": _(
        "Rows that speak of an organization of this file or of the directory again, or of another of its places."
    ),
    "rejected": _("Rows left out, each with its reason in the reject file."),
}
SOURCE_CHOICES = [
    (Source.NETWORK_FILE.value, _("A list that the network keeps")),
    (Source.SIRENE.value, _("The SIRENE register")),
    (Source.OPEN_DATA.value, _("Open data of somebody else")),
]
FIELD_CHOICES = [
    ("", _("— Leave out —")),
    (TargetField.NAME, pgettext_lazy("column", "Name")),
    (TargetField.LEGAL_NAME, pgettext_lazy("column", "Legal name, or structure that carries it")),
    (TargetField.TRADE_NAME, pgettext_lazy("column", "Other name")),
    (TargetField.ACRONYM, pgettext_lazy("column", "Acronym")),
    (TargetField.SIREN, "SIREN"),
    (TargetField.SIRET, "SIRET"),
    (TargetField.SOURCE_ID, pgettext_lazy("column", "Identifier in this file")),
    (TargetField.ASSOCIATION_NUMBER, pgettext_lazy("column", "RNA number")),
    (TargetField.IDENTIFIER_CONFIDENCE, pgettext_lazy("column", "How sure the SIREN is (0 to 1)")),
    (TargetField.LEGAL_FORM, pgettext_lazy("column", "Legal form")),
    (TargetField.FAMILY, pgettext_lazy("column", "Family or kind")),
    (TargetField.SOCIAL_ECONOMY, pgettext_lazy("column", "Social economy: yes or no")),
    (TargetField.NAF, pgettext_lazy("column", "NAF code")),
    (TargetField.HEADCOUNT_BAND, pgettext_lazy("column", "Headcount band (INSEE code)")),
    (TargetField.HEADCOUNT, pgettext_lazy("column", "Number of employees")),
    (TargetField.CREATED_ON, pgettext_lazy("column", "Date of creation")),
    (TargetField.UPDATED_ON, pgettext_lazy("column", "Date of the information")),
    (TargetField.STATE, pgettext_lazy("column", "Active or closed")),
    (TargetField.STREET, pgettext_lazy("column", "Street")),
    (TargetField.STREET_NUMBER, pgettext_lazy("column", "Street number")),
    (TargetField.ADDRESS_COMPLEMENT, pgettext_lazy("column", "Rest of the address")),
    (TargetField.FULL_ADDRESS, pgettext_lazy("column", "Whole address")),
    (TargetField.POSTAL_CODE, pgettext_lazy("column", "Postal code")),
    (TargetField.CITY, pgettext_lazy("column", "Town")),
    (TargetField.COMMUNE_CODE, pgettext_lazy("column", "INSEE code of the commune")),
    (TargetField.DEPARTMENT, pgettext_lazy("column", "Département")),
    (TargetField.REGION, pgettext_lazy("column", "Region")),
    (TargetField.COUNTRY, pgettext_lazy("column", "Country")),
    (TargetField.LATITUDE, pgettext_lazy("column", "Latitude")),
    (TargetField.LONGITUDE, pgettext_lazy("column", "Longitude")),
    (TargetField.COORDINATES, pgettext_lazy("column", "Latitude and longitude")),
    (TargetField.LAMBERT_X, pgettext_lazy("column", "Lambert-93 easting (x)")),
    (TargetField.LAMBERT_Y, pgettext_lazy("column", "Lambert-93 northing (y)")),
    (TargetField.WEBSITE, pgettext_lazy("column", "Website")),
    (TargetField.SOCIAL_LINK, pgettext_lazy("column", "Social network")),
    (TargetField.EMAIL, pgettext_lazy("column", "E-mail")),
    (TargetField.PHONE, pgettext_lazy("column", "Phone number")),
    (TargetField.DESCRIPTION, pgettext_lazy("column", "Description")),
    (TargetField.TAGS, pgettext_lazy("column", "Trades, skills or keywords")),
    (TargetField.LABELS, pgettext_lazy("column", "Labels and approvals")),
    (TargetField.IMAGE, pgettext_lazy("column", "Picture")),
    (TargetField.OPENING_HOURS, pgettext_lazy("column", "Opening hours")),
]
DUPLICATE_REASONS = {
    "siren": _("same SIREN, not sure"),
    "siret": _("same SIRET"),
    "name": _("same name"),
    "likeness": _("names alike, near one another"),
    "site": _("same website"),
    "mail": _("same e-mail domain"),
}
