"""Text search configurations that forgive accents, the functions of the index, and its indexes."""

from django.db import migrations

CONFIGURATIONS = """
create text search configuration french_unaccent (copy = pg_catalog.french);
alter text search configuration french_unaccent
  alter mapping for asciiword, word, numword with unaccent, french_stem;
alter text search configuration french_unaccent
  drop mapping for url, url_path, host, email, file, asciihword, hword, numhword, hword_asciipart, hword_part, hword_numpart;
create text search configuration simple_unaccent (copy = pg_catalog.simple);
alter text search configuration simple_unaccent
  alter mapping for asciiword, word, numword with unaccent, simple;
alter text search configuration simple_unaccent
  drop mapping for url, url_path, host, email, file, asciihword, hword, numhword, hword_asciipart, hword_part, hword_numpart;
"""
DROP_CONFIGURATIONS = """
drop text search configuration simple_unaccent;
drop text search configuration french_unaccent;
"""

# search_plain: words apart from every sign, because the parser would take "bois/métal" for a file, "x.org" for a host.
# Tiles are those of web maps (Mercator); latitudes past the last tile are clamped to it.
FUNCTIONS = r"""
create function search_plain(text) returns text immutable strict parallel safe language sql
return translate($1, '/\.:;,!?@_-+*#&<>()[]{}|=~^$%"''`’‘“”«»–—…·•°', repeat(' ', 60));

create function search_fold(text) returns text stable strict parallel safe language sql
return trim(regexp_replace(lower(unaccent($1)), '[^a-z0-9]+', ' ', 'g'));

create function search_tile_x(zoom int, longitude float8) returns int immutable strict parallel safe language sql
return floor(least(greatest((longitude + 180) / 360, 0), 0.9999999999) * (1 << zoom))::int;

create function search_tile_y(zoom int, latitude float8) returns int immutable strict parallel safe language sql
return floor(least(greatest(
  0.5 - asinh(tan(radians(least(greatest(latitude, -85.05112), 85.05112)))) / (2 * pi()), 0), 0.9999999999) * (1 << zoom))::int;

create function search_cell(zoom int, longitude float8, latitude float8) returns text immutable strict parallel safe
language sql
return 'cell:' || zoom || ':' || search_tile_x(zoom, longitude) || ':' || search_tile_y(zoom, latitude);

create sequence directory_search_serial;

create function search_tier(standing bigint) returns smallint stable strict parallel safe language sql
begin atomic
  select coalesce(min(tier.tier), 3)::smallint from directory_search_tier tier where tier.least_standing <= standing;
end;

insert into directory_search_tier (tier, least_standing) values (0, -9223372036854775808);
"""
DROP_FUNCTIONS = """
drop function search_tier(bigint);
drop sequence directory_search_serial;
drop function search_cell(int, float8, float8);
drop function search_tile_y(int, float8);
drop function search_tile_x(int, float8);
drop function search_fold(text);
drop function search_plain(text);
"""

# fastupdate off: a pending list would make every read slow after an import.
TEXT_INDEX = "create index {name} on directory_search_document using gin (document) with (fastupdate = off) where {where}"
SLICES = {f"search_text_tier_{tier}": f"tier = {tier}" for tier in range(4)} | {
    f"search_text_sample_{step}": f"serial % {step} = 0" for step in (8, 64)
}
INDEXES = {name: TEXT_INDEX.format(name=name, where=where) for name, where in SLICES.items()} | {
    "search_nearest": "create index search_nearest on directory_search_document using gist (earth)",
    "search_by_name": "create index search_by_name on directory_search_document (sort_name, serial)",
    "search_by_day": "create index search_by_day on directory_search_document (listed_at desc, serial)",
    "search_sample_8": "create index search_sample_8 on directory_search_document (serial) where serial % 8 = 0",
    "search_name_starts": "create index search_name_starts on directory_search_name_start (tier, start collate \"C\")",
    "search_words_alike": "create index search_words_alike on directory_search_word using gin (word gin_trgm_ops)",
    "search_words_by_stem": "create index search_words_by_stem on directory_search_word (stem) include (word, count)",
    "search_facet_counts": "create index search_facet_counts on directory_search_tally (key) include (count) where kind = 0",
    "search_cell_counts": (
        "create index search_cell_counts on directory_search_tally (kind, x, y) "
        "include (count, longitude_sum, latitude_sum) where kind > 0"
    ),
}


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_search_tables")]
    operations = [
        migrations.RunSQL(CONFIGURATIONS, DROP_CONFIGURATIONS),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        *[migrations.RunSQL(statement, f"drop index {name}") for name, statement in INDEXES.items()],
    ]
