"""What people read for the words of `types`."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models.organizations import FAMILY_LABELS
from maillage.accounts.types import Family
from maillage.directory.rules.completeness import Criterion
from maillage.directory.rules.legal_forms import LEGAL_FORMS
from maillage.directory.types import EditState, EvidenceKind, Listing, Section, ServedKind, Source

LISTING_LABELS = {
    Listing.DRAFT: _("Being written"),
    Listing.PENDING: _("Waiting for a facilitator"),
    Listing.LISTED: _("In the directory"),
    Listing.REFUSED: _("Not accepted"),
    Listing.UNLISTED: _("Withdrawn from the directory"),
    Listing.CLOSED: _("Closed"),
}
SECTION_LABELS = {
    Section.IDENTITY: _("Identity"),
    Section.PRESENTATION: _("Presentation"),
    Section.PLACES: _("Places and territory"),
    Section.SKILLS: _("Skills"),
    Section.OFFERS: _("Offers"),
    Section.REFERENCES: _("References"),
    Section.LABELS: _("Labels and certificates"),
    Section.CONTACTS: _("Contacts"),
    Section.PICTURES: _("Logo and pictures"),
}
SECTION_ICONS = {
    Section.IDENTITY: "address-book", Section.PRESENTATION: "pencil", Section.PLACES: "map-pin", Section.SKILLS: "tools",
    Section.OFFERS: "shopping-bag", Section.REFERENCES: "briefcase", Section.LABELS: "certificate", Section.CONTACTS: "mail",
    Section.PICTURES: "photo",
}  # fmt: skip
EVIDENCE_LABELS = {
    EvidenceKind.CLAIMED: _("No proof yet"),
    EvidenceKind.NAF: _("Suggested by the activity code"),
    EvidenceKind.REFERENCE: _("A past job"),
    EvidenceKind.LABEL: _("A label or certificate"),
    EvidenceKind.DIPLOMA: _("A diploma or qualification"),
}
SOURCE_LABELS = {
    Source.STAFF: _("the network’s office"),
    Source.ORGANIZATION: _("the organization’s people"),
    Source.NETWORK_FILE: _("a file of the network"),
    Source.SIRENE: _("INSEE, SIRENE register"),
    Source.OPEN_DATA: _("open data"),
    Source.DERIVED: _("deduced from other facts"),
}
SERVED_LABELS = {
    ServedKind.UNSAID: _("Not said"),
    ServedKind.NATIONAL: _("The whole country"),
    ServedKind.PLACES: _("Chosen places"),
    ServedKind.RADIUS: _("Around the head office"),
}
EDIT_STATE_LABELS = {
    EditState.PENDING: pgettext_lazy("edit", "Waiting for approval"),
    EditState.PUBLISHED: pgettext_lazy("edit", "Published, to be reviewed"),
    EditState.APPROVED: pgettext_lazy("edit", "Published"),
    EditState.REFUSED: pgettext_lazy("edit", "Refused"),
    EditState.REVERTED: pgettext_lazy("edit", "Undone"),
}
LIKENESS_LABELS = {
    "siren": _("the same SIREN, deduced"), "siret": _("the same SIRET"), "name": _("the same name"),
    "likeness": _("names alike, nearby"), "site": _("the same website"), "mail": _("the same e-mail domain"),
    "phone": _("the same telephone number"),
}  # fmt: skip
HEADCOUNT_LABELS = {
    "NN": _("No employee, or not known"),
    "00": _("No employee at the end of the year"),
    "01": _("1 or 2 employees"),
    "02": _("3 to 5 employees"),
    "03": _("6 to 9 employees"),
    "11": _("10 to 19 employees"),
    "12": _("20 to 49 employees"),
    "21": _("50 to 99 employees"),
    "22": _("100 to 199 employees"),
    "31": _("200 to 249 employees"),
    "32": _("250 to 499 employees"),
    "41": _("500 to 999 employees"),
    "42": _("1,000 to 1,999 employees"),
    "51": _("2,000 to 4,999 employees"),
    "52": _("5,000 to 9,999 employees"),
    "53": _("10,000 employees or more"),
}
CRITERION_LABELS = {
    Criterion.PITCH: _("Say in one sentence what you do"),
    Criterion.MAIN_SKILL: _("Choose your main skill"),
    Criterion.PLACE: _("Put your address on the map"),
    Criterion.DESCRIPTION: _("Describe your work in a few paragraphs"),
    Criterion.CONTACT: _("Show a way to reach you"),
    Criterion.REFERENCE: _("Show a past job"),
    Criterion.PROOF: _("Prove one of your skills"),
    Criterion.LOGO: _("Add your logo"),
    Criterion.TERRITORY: _("Say where you work"),
    Criterion.OFFER: _("Describe what can be ordered from you"),
    Criterion.SHOWN_REFERENCE: _("Name the partners of a past job, or show a picture of it"),
    Criterion.PHOTO: _("Show a picture of your place or your work"),
    Criterion.WEBSITE: _("Give your website"),
    Criterion.IDENTIFIER: _("Give your SIREN or RNA number"),
    Criterion.FACTS: _("Give your headcount and date of creation"),
    Criterion.HOURS: _("Give your opening hours"),
}
FIELD_LABELS = {
    "name": _("Name"), "legal_name": _("Legal name"), "siren": _("SIREN"), "legal_form_code": _("Legal form"),
    "family": _("Family"), "trade_names": _("Other names"), "founded_on": _("Created on"), "headcount_band": _("Headcount"),
    "naf_code": _("Main activity code (NAF)"), "rna": _("RNA number"), "pitch": _("In one sentence"),
    "description": _("Description"), "languages": _("Languages"), "website": _("Website"),
    "social_links": _("Social networks"), "establishments": _("Places"), "served": _("Territory served"),
    "opening_hours": _("Opening hours"), "skills": _("Skills"), "offers": _("Offers"), "references": _("References"),
    "labels": _("Labels"), "contacts": _("Contacts"), "logo": _("Logo"), "photos": _("Pictures"), "title": _("Title"),
    "price": _("Price"), "client": _("Client"), "place": _("Place"), "year": _("Year"), "url": _("Link"),
    "partners": _("Partners"), "evidence_kind": _("Kind of proof"), "evidence": _("Proof"), "is_main": _("Main skill"),
    "siret": _("SIRET"), "is_head_office": _("Head office"), "street": _("Address"), "postal_code": _("Postal code"),
    "commune_name": _("Commune"), "commune_code": _("Commune code"), "longitude": _("Longitude"), "latitude": _("Latitude"),
    "precision": _("Exactness of the point"), "number": _("Number"), "issued_on": _("Issued on"), "expires_on": _("Expires on"),
    "kind": _("Kind"), "value": _("Value"), "label": _("Who or what for"), "is_public": _("Public"), "order": _("Order"),
    "places": _("Places"), "radius_km": _("Radius in km"), "position": _("Order"), "head_office": _("Head office"),
}  # fmt: skip
SOCIAL_NETWORKS = {
    "mastodon": "Mastodon", "peertube": "PeerTube", "linkedin": "LinkedIn", "instagram": "Instagram",
    "facebook": "Facebook", "youtube": "YouTube", "bluesky": "Bluesky",
}  # fmt: skip


def field_label(path: str) -> str:
    """Name a field of a document, such as `references.title`."""
    last = path.rpartition(".")[2]
    if last in SOCIAL_NETWORKS:
        return SOCIAL_NETWORKS[last]
    return str(FIELD_LABELS.get(last, last))


def value_label(field: str, text: str) -> str:
    """Say a field's stored value in words where it is a code."""
    if field == "headcount_band":
        return str(HEADCOUNT_LABELS.get(text, text))
    if field == "family" and text in Family:
        return str(FAMILY_LABELS[Family(text)])
    if field == "languages":
        return ", ".join(map(language_name, text.split(", "))) if text else ""
    if field == "founded_on" and text:
        return date_format(date.fromisoformat(text), "DATE_FORMAT")
    if field == "served":
        return _territory_label(text)
    return legal_form_label(text) if field == "legal_form_code" else text


def _territory_label(text: str) -> str:
    kind, _space, rest = text.partition(" ")
    if kind == ServedKind.RADIUS:
        return gettext("Up to %(radius)s km around the head office") % {"radius": rest}
    return rest or str(SERVED_LABELS.get(ServedKind(kind), kind))


def legal_form_label(code: str) -> str:
    """Name a legal category in the reader's language; an unknown code is given as it is."""
    known = LEGAL_FORMS.get(code)
    if known is None:
        return code
    french, english, _family = known
    return english if get_language() == "en" else french


def language_name(code: str) -> str:
    """Name a language (`fr`, `br`, `fsl`) in the reader's language."""
    from babel import Locale, UnknownLocaleError

    if code in SIGN_LANGUAGES:
        return str(SIGN_LANGUAGES[code])
    try:
        reader = Locale.parse((get_language() or "fr").replace("-", "_"))
        return str(reader.languages.get(code, code))
    except (UnknownLocaleError, ValueError):
        return code


SIGN_LANGUAGES: dict[str, Any] = {"fsl": _("French Sign Language")}
LANGUAGES = (
    "fr",
    "fsl",
    "en",
    "ar",
    "br",
    "ca",
    "co",
    "de",
    "es",
    "eu",
    "gsw",
    "it",
    "nl",
    "oc",
    "pl",
    "pt",
    "ro",
    "ru",
    "tr",
    "uk",
    "zh",
)
