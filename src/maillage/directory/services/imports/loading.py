"""Read organizations for an import, and lock them meanwhile: six queries for a batch."""

import json
from collections.abc import Collection
from uuid import UUID

from django.db import connection

from maillage.directory.services.imports.states import (
    IDENTITY_FIELDS,
    PLACE_FIELDS,
    PROFILE_FIELDS,
    KnownOrganization,
)
from maillage.kit.arrays import uuid_array

# A profile may be missing: the organization was created as an identity only. It waits for a facilitator.
_ADD_PROFILES = """
insert into directory_profile (
  organization_id, listing, pitch, description, headcount_band, naf_code, naf_nomenclature, rna, trade_names, website,
  social_links, languages, opening_hours, served_kind, served_places, logo, consents_to_open_data, consents_to_murmurations,
  completeness, prominence, provenance, version)
select id, 'pending', '', '', '', '', '', '', '{}', '', '{}', '{}', '', 'unsaid', '{}', '', true, false, 0, 0, '{}', 1
from accounts_organization where id = any(%(ids)s) order by id on conflict do nothing
"""
# In order, so that two changes never wait for one another in a ring.
_LOCK = """
select from directory_profile where organization_id = any(%(ids)s) order by organization_id for no key update
"""
_ORGANIZATIONS = f"""
select organization.id, profile.version, profile.claimed_at is not null
    or exists (select from accounts_membership where organization_id = organization.id),
  {", ".join(f"organization.{name}" for name in IDENTITY_FIELDS)}, {", ".join(f"profile.{name}" for name in PROFILE_FIELDS)}
from accounts_organization organization join directory_profile profile on profile.organization_id = organization.id
where organization.id = any(%(ids)s)
"""  # noqa: S608 - names of columns
_PLACES = f"""
select organization_id, {", ".join(PLACE_FIELDS)} from directory_establishment
where organization_id = any(%(ids)s) order by organization_id, is_head_office desc, id
"""  # noqa: S608 - names of columns
_SKILLS = "select organization_id, skill_id, source from directory_organizationskill where organization_id = any(%(ids)s) order by id"
_LABELS = """
select held.organization_id, label.slug, held.source from directory_organizationlabel held
join directory_label label on label.id = held.label_id where held.organization_id = any(%(ids)s) order by held.id
"""
_CONTACTS = """
select organization_id, kind, value from directory_contact where organization_id = any(%(ids)s) order by position, id
"""


def load_organizations(ids: Collection[UUID], /) -> dict[UUID, KnownOrganization]:
    """Give organizations with all that an import may change, each remembering what it is now."""
    if not ids:
        return {}
    found: dict[UUID, KnownOrganization] = {}
    wanted = {"ids": uuid_array(sorted(ids))}
    with connection.cursor() as cursor:
        cursor.execute(_ADD_PROFILES, wanted)
        cursor.execute(_LOCK, wanted)
        cursor.execute(_ORGANIZATIONS, wanted)
        for pk, version, is_claimed, *values in cursor.fetchall():
            known = dict(zip((*IDENTITY_FIELDS, *PROFILE_FIELDS), values, strict=True))
            for name in ("provenance", "social_links"):
                known[name] = json.loads(known[name])  # Django leaves JSON as text in plain cursors
            found[pk] = KnownOrganization(id=pk, values=known, version=version, is_claimed=is_claimed)
        cursor.execute(_PLACES, wanted)
        for pk, *columns in cursor.fetchall():
            found[pk].places.append(dict(zip(PLACE_FIELDS, columns, strict=True)))
        cursor.execute(_SKILLS, wanted)
        for pk, skill_id, source in cursor.fetchall():
            found[pk].skills[skill_id] = source
        cursor.execute(_LABELS, wanted)
        for pk, slug, source in cursor.fetchall():
            found[pk].labels[slug] = source
        cursor.execute(_CONTACTS, wanted)
        for pk, kind, value in cursor.fetchall():
            found[pk].contacts.append((kind, value))
    for known_organization in found.values():
        known_organization.remember()
    return found
