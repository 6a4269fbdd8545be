"""The SQL that reads listed profiles and composes their search rows; one set of rows at a time."""

# What people of the organization, its proofs and the network say of it makes it prominent: 0 to 1,000.
PROMINENCE = """
(3 * least(profile.completeness, 100)
 + case when profile.claimed_at is null then 0 else 150 end
 + 50 * least(reference.count, 5)
 + case when affiliated.is_affiliated then 300 else 0 end)
"""
CELL_ZOOMS = (6, 8, 10, 12, 14)
LONGEST_PART = 4000

# One row per listed organization among %(ids)s; columns in the order of the temporary table. The digest is over all that
# search shows or matches: a file imported twice changes none and writes nothing. What depends on a set of skills only
# asks for nothing else, so that PostgreSQL computes it once for all that have the same set (Memoize).
FRESH = f"""
insert into search_fresh select fresh.*, hash_record_extended(fresh, 0), true from (
select o.id, o.slug, o.name, o.family, coalesce(o.siren, ''), coalesce(place.siret, ''), coalesce(place.commune_name, ''),
  coalesce(place.commune_code, ''), coalesce(place.department_code, ''), profile.logo, coalesce(skill.ids, '{{}}'),
  jsonb_build_object('references', reference.count, 'labels', coalesce(cardinality(label.slugs), 0),
    'proved_skills', coalesce(skill.proved, 0), 'claimed', profile.claimed_at is not null,
    'affiliated', affiliated.is_affiliated),
  concat_ws(' · ', o.name, nullif(o.legal_name, o.name), nullif(array_to_string(profile.trade_names, ' · '), '')),
  coalesce(skill.names, ''), coalesce(skill.synonyms, ''), coalesce(sector.names, ''), profile.pitch,
  left(coalesce(reference.texts, ''), {LONGEST_PART}), left(coalesce(offer.texts, ''), {LONGEST_PART}),
  coalesce(label.names, ''), left(profile.description, {LONGEST_PART}), coalesce(towns.names, ''),
  {PROMINENCE}, coalesce(profile.listed_at, o.created_at), left(search_fold(o.name), 200),
  place.longitude, place.latitude,
  array['family:' || o.family]
    || case when profile.headcount_band <> '' then array['headcount:' || profile.headcount_band] else '{{}}' end
    || coalesce(sector.facets, '{{}}') || coalesce(skill.facets, '{{}}') || coalesce(label.facets, '{{}}')
    || coalesce(towns.facets, '{{}}'),
  coalesce(towns.communes, '{{}}'),
  profile.headcount_band, (profile.listed_at at time zone 'UTC')::date, profile.served_kind, profile.served_radius_km,
  profile.served_places, coalesce(held.skills, '[]'), coalesce(places.points, '{{}}')
from directory_profile profile
join accounts_organization o on o.id = profile.organization_id
left join lateral (
  select siret, commune_name, commune_code, department_code, longitude, latitude from directory_establishment
  where organization_id = o.id and closed_at is null
  order by longitude is null, is_head_office desc, id limit 1
) place on true
left join lateral (
  select string_agg(distinct commune_name, ' · ') names,
    array_agg(distinct '=commune:' || commune_code) filter (where commune_code <> '') communes,
    array_agg(distinct 'department:' || department_code) filter (where department_code <> '')
      || array_agg(distinct 'region:' || region_code) filter (where region_code <> '') facets
  from (select * from directory_establishment where organization_id = o.id and closed_at is null limit 60) open_ones
) towns on true
left join lateral (
  select array_agg(skill_id order by skill_id) skill_ids, array_agg(is_main order by skill_id) mains,
    array_agg(evidence_kind order by skill_id) kinds
  from directory_organizationskill where organization_id = o.id
) claim on true
left join lateral (
  select array_agg(skill.id order by claimed.is_main desc, skill.position, skill.id)
      filter (where skill.retired_at is null) ids,
    string_agg(concat_ws(' · ', skill.name_fr, skill.name_en), E'\\n' order by claimed.is_main desc, skill.id)
      filter (where skill.retired_at is null) names,
    string_agg(array_to_string(skill.synonyms_fr || skill.synonyms_en, ' · '), E'\\n' order by skill.id)
      filter (where skill.retired_at is null) synonyms,
    array_agg('skill:' || skill.slug order by skill.id) facets,
    count(*) filter (where claimed.evidence_kind not in ('claimed', 'naf') and skill.retired_at is null) proved,
    array_agg(skill.sector_id) filter (where skill.retired_at is null) sector_ids
  from unnest(claim.skill_ids, claim.mains, claim.kinds) claimed (skill_id, is_main, evidence_kind)
  join directory_skill skill on skill.id = claimed.skill_id
) skill on true
left join lateral (
  select string_agg(concat_ws(' · ', name_fr, name_en), E'\\n' order by id) names, array_agg('sector:' || slug) facets
  from directory_sector where id = any(skill.sector_ids)
) sector on true
left join lateral (
  select count(*) count, case when count(*) > 0 then o.id end held_by,
    string_agg(concat_ws(' · ', title, nullif(client, ''), nullif(place, ''), nullif(left(description, 600), ''),
      partners.names), E'\\n' order by position, id) texts
  from directory_reference left join lateral (
    select string_agg(name, ' · ' order by id) names from directory_referencepartner partner
    where reference_id = directory_reference.id and not exists (
      select from directory_profile where organization_id = partner.partner_id and listing = 'unlisted')
  ) partners on true
  where organization_id = o.id
) reference on true
left join lateral (
  select string_agg(concat_ws(' · ', title, nullif(left(description, 600), '')), E'\\n' order by position, id) texts
  from directory_offer where organization_id = o.id
) offer on true
left join lateral (
  select string_agg(concat_ws(' · ', name_fr, nullif(name_en, name_fr)), ' · ' order by label.slug) names,
    array_agg(label.slug) slugs, array_agg('label:' || label.slug) facets
  from directory_organizationlabel held join directory_label label on label.id = held.label_id
  where held.organization_id = o.id and (held.expires_on is null or held.expires_on >= current_date)
    and label.retired_at is null
) label on true
left join lateral (
  select exists (select from accounts_affiliation where organization_id = o.id and state = 'affiliated') is_affiliated
) affiliated on true
left join lateral (
  select jsonb_agg(jsonb_build_object('skill_id', skill.id, 'evidence_kind', claimed.evidence_kind, 'comparable',
    (select count(*) from directory_reference where organization_id = reference.held_by and skill_slugs @> array[skill.slug]))
    order by skill.id) skills
  from unnest(claim.skill_ids, claim.kinds) claimed (skill_id, evidence_kind)
  join directory_skill skill on skill.id = claimed.skill_id
) held on true
left join lateral (
  select array_agg(concat_ws(' ', commune_code, department_code, longitude, latitude) order by id) points
  from directory_establishment where organization_id = o.id and closed_at is null
) places on true
where profile.organization_id = any(%(ids)s) and profile.listing = 'listed' offset 0
) fresh
"""

FRESH_TABLE = """
create temporary table if not exists search_fresh (
  organization_id uuid, slug text, name text, family text, siren text, siret text, town text, commune_code text,
  department_code text, logo text, skill_ids bigint[], proof jsonb, text_name text, text_skill text, text_synonym text,
  text_sector text, text_pitch text, text_reference text, text_offer text, text_label text, text_description text,
  text_town text, prominence smallint, listed_at timestamptz, sort_name text, longitude float8, latitude float8,
  facets text[], communes text[], headcount_band text,
  listed_on date, served_kind text, served_radius_km smallint, served_places text[], held jsonb,
  places text[], digest text, is_changed boolean
) with (toast_tuple_target = 8160) on commit delete rows
"""

# Cells of wider zooms are those of the narrowest, shifted: one computation a row.
_CELLS = ", ".join(
    f"'=cell:{zoom}:' || (tile_x >> {CELL_ZOOMS[-1] - zoom}) || ':' || (tile_y >> {CELL_ZOOMS[-1] - zoom})"
    for zoom in CELL_ZOOMS
)
TILES = f"search_tile_x({CELL_ZOOMS[-1]}, longitude) tile_x, search_tile_y({CELL_ZOOMS[-1]}, latitude) tile_y"

# A name counts under its stems and as it is written, so that a name made of small words is found too.
# Texts of the taxonomy are the same for thousands of documents: each line of them, and each set of lines that several
# documents share, is read once for a set of rows.
TERMS = """
abilities as materialized (
  select distinct text_skill, text_synonym, text_sector from search_fresh where is_changed
), terms as materialized (
  select line, setweight(to_tsvector('french_unaccent', search_plain(line)), weight) vector
  from (
    select unnest(string_to_array(text_skill || E'\\n' || text_synonym, E'\\n')) line, 'B'::"char" weight from abilities
    union select unnest(string_to_array(text_sector, E'\\n')), 'C'::"char" from abilities
  ) lines where line <> ''
), vectors as materialized (
  select text_skill, text_synonym, text_sector, search_vector_sum(vector) vector
  from abilities,
    unnest(string_to_array(concat_ws(E'\\n', text_skill, text_synonym, text_sector), E'\\n')) line
  join terms using (line)
  group by text_skill, text_synonym, text_sector
)
"""
VECTORS = "left join vectors using (text_skill, text_synonym, text_sector)"
# What is short is put together first: each `||` copies both sides.
DOCUMENT = f"""
(setweight(to_tsvector('french_unaccent', search_plain(text_name))
    || to_tsvector('simple_unaccent', search_plain(text_name)), 'A')
 || coalesce(vector, '')
 || (coalesce(setweight(to_tsvector('french_unaccent', search_plain(
    nullif(concat_ws(' ', text_pitch, text_label, text_offer, text_reference), '   '))), 'C'), '')
 || to_tsvector('french_unaccent', search_plain(concat_ws(' ', text_description, text_town)))
 || array_to_tsvector(string_to_array('=' || array_to_string(facets, E'\\n='), E'\\n') || communes
    || case when longitude is null then '{{}}' else array[{_CELLS}] end)))
"""
