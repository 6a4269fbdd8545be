"""Murmurations profiles (`organizations_schema`), alone or in a list, and the nodes of an index answer.

Source: Murmurations library, organizations_schema-v1.0.0; index API v2.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from maillage.directory.importing.adapters.fields import organization_of
from maillage.directory.importing.cleaning.identifiers import clean_identifiers
from maillage.directory.importing.mapping.fields import TargetField
from maillage.directory.importing.records import object_of, text_of, texts_of
from maillage.directory.importing.types import (
    ImportedOrganization,
    OriginalRow,
    Outcome,
    ReadOptions,
    RejectedRow,
    reason,
)

_ENDED = frozenset({"completed", "cancelled", "deleted"})
_OTHER_SCHEMAS = ("offers_wants", "people_schema", "projects_schema")


def converter(options: ReadOptions) -> Callable[[OriginalRow], Outcome]:
    """Make the function that reads a profile or an index node."""

    def outcome(original: OriginalRow) -> Outcome:
        profile = original.record
        if not isinstance(profile, dict):
            return RejectedRow(original, (reason("row.not_an_object"),))
        schemas = texts_of(profile.get("linked_schemas"))
        if schemas and all(schema.startswith(_OTHER_SCHEMAS) for schema in schemas):
            return RejectedRow(
                original, (reason("row.other_schema", field="linked_schemas", value=", ".join(schemas)),), is_skip=True
            )
        found = organization_of(original=original, texts=_texts(profile), options=options)
        if isinstance(found, ImportedOrganization):
            return found._replace(
                source_name="Murmurations", created_on=found.created_on or _day(profile.get("starts_at"))
            )
        return found

    return outcome


def _texts(profile: Mapping[str, Any]) -> dict[TargetField, str]:
    place, contact = object_of(profile.get("geolocation")), object_of(profile.get("contact_details"))
    unique_id = text_of(profile.get("unique_id"))
    (siren, siret), _ = clean_identifiers("", unique_id)
    links = [text_of(item.get("url")) for item in profile.get("urls") or [] if isinstance(item, dict)]
    images = (text_of(profile.get("image")), text_of(profile.get("header_image")), *_image_urls(profile.get("images")))
    texts = {
        TargetField.NAME: text_of(profile.get("name")),
        TargetField.TRADE_NAME: text_of(profile.get("nickname")),
        TargetField.SIREN: siren,
        TargetField.SIRET: siret,
        TargetField.SOURCE_ID: unique_id or text_of(profile.get("profile_url")) or text_of(profile.get("primary_url")),
        TargetField.WEBSITE: text_of(profile.get("primary_url")),
        TargetField.SOCIAL_LINK: "\n".join(links),
        TargetField.TAGS: "\n".join(texts_of(profile.get("tags"))),
        TargetField.DESCRIPTION: "\n".join(
            filter(None, (text_of(profile.get("description")), text_of(profile.get("mission"))))
        ),
        TargetField.FULL_ADDRESS: text_of(profile.get("full_address")),
        TargetField.CITY: text_of(profile.get("locality")),
        TargetField.REGION: text_of(profile.get("region")),
        TargetField.COUNTRY: text_of(profile.get("country_iso_3166"))
        or text_of(profile.get("country_name") or profile.get("country")),
        TargetField.LATITUDE: text_of(place.get("lat", profile.get("latitude"))),
        TargetField.LONGITUDE: text_of(place.get("lon", profile.get("longitude"))),
        TargetField.EMAIL: text_of(contact.get("email")),
        TargetField.PHONE: text_of(profile.get("telephone")),
        TargetField.IMAGE: "\n".join(filter(None, images)),
        TargetField.STATE: "closed" if text_of(profile.get("status")) in _ENDED else "",
    }
    return {target: text for target, text in texts.items() if text}


def _image_urls(images: Any) -> list[str]:
    return [text_of(item.get("url")) for item in images if isinstance(item, dict)] if isinstance(images, list) else []


def _day(seconds: Any) -> date | None:
    if not isinstance(seconds, (int, float)) or isinstance(seconds, bool) or not -8e9 < seconds < 4.1e9:
        return None
    return datetime.fromtimestamp(seconds, UTC).date()
