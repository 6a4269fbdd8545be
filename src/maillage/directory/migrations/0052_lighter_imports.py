"""What a row of an import writes for nobody: indexes that begin another, checks of one run, statistics that no plan reads."""

import django.contrib.postgres.fields
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# Compared value by value at each analysis, among 30,000 rows, and never searched.
_UNSEARCHED = {
    "directory_search_prepared": ("facets", "document", "held", "words"),
    "directory_profile": ("provenance", "social_links", "description", "opening_hours"),
    "directory_search_card": (
        "proof", "text_name", "text_skill", "text_synonym", "text_sector", "text_pitch", "text_reference", "text_offer",
        "text_label", "text_description",
    ),
}  # fmt: skip

# Of what was prepared and is not in the index: it would stand in the way of its own.
_REMOVE_LONE_CARDS = """
delete from directory_search_card card where not exists (
  select from directory_search_document document where document.organization_id = card.organization_id)
"""
# Not strict: PostgreSQL then writes their text into the query, in place of one call, or two microseconds, for each row.
FUNCTIONS = """
create or replace function search_tile_x(zoom int, longitude float8) returns int immutable parallel safe language sql
return case when longitude is null then null
  else floor(least(greatest((longitude + 180) / 360, 0), 0.9999999999) * (1 << zoom))::int end;

create or replace function search_tile_y(zoom int, latitude float8) returns int immutable parallel safe language sql
return case when latitude is null then null else floor(least(greatest(
  0.5 - asinh(tan(radians(least(greatest(latitude, -85.05112::float8), 85.05112::float8)))) / (2 * pi()), 0), 0.9999999999)
  * (1 << zoom))::int end;

create or replace function search_sample(serial bigint) returns smallint immutable parallel safe language sql
return case when serial % 512 = 0 then 4 when serial % 128 = 0 then 3 when serial % 32 = 0 then 2
  when serial % 8 = 0 then 1 else 0 end;

create function search_earth(latitude float8, longitude float8) returns cube immutable parallel safe language sql
return case when latitude is not null and longitude is not null then cube(array[
  earth() * cos(radians(latitude)) * cos(radians(longitude)), earth() * cos(radians(latitude)) * sin(radians(longitude)),
  earth() * sin(radians(latitude))]) end;
"""
FORMER_FUNCTIONS = """
drop function search_earth(float8, float8);
create or replace function search_sample(serial bigint) returns smallint immutable strict parallel safe language sql
return case when serial % 512 = 0 then 4 when serial % 128 = 0 then 3 when serial % 32 = 0 then 2
  when serial % 8 = 0 then 1 else 0 end;
create or replace function search_tile_y(zoom int, latitude float8) returns int immutable strict parallel safe language sql
return floor(least(greatest(
  0.5 - asinh(tan(radians(least(greatest(latitude, -85.05112), 85.05112)))) / (2 * pi()), 0), 0.9999999999) * (1 << zoom))::int;
create or replace function search_tile_x(zoom int, longitude float8) returns int immutable strict parallel safe language sql
return floor(least(greatest((longitude + 180) / 360, 0), 0.9999999999) * (1 << zoom))::int;
"""


def _statistics(target: str) -> list[str]:
    return [
        f"alter table {table} {', '.join(f'alter column {column} set statistics {target}' for column in columns)}"
        for table, columns in _UNSEARCHED.items()
    ]


class Migration(migrations.Migration):
    dependencies = [("directory", "0051_pictures_by_file")]
    operations = [
        migrations.AlterField(
            "organizationskill",
            "organization",
            models.ForeignKey(
                "accounts.Organization", on_delete=django.db.models.deletion.PROTECT, related_name="+", db_index=False
            ),
        ),
        migrations.AlterField(
            "organizationskill",
            "skill",
            models.ForeignKey(
                "directory.Skill", on_delete=django.db.models.deletion.PROTECT, related_name="+", db_index=False
            ),
        ),
        migrations.AlterField(
            "establishment",
            "organization",
            models.ForeignKey(
                "accounts.Organization", on_delete=django.db.models.deletion.PROTECT, related_name="+", db_index=False
            ),
        ),
        migrations.AlterField(
            "importrecord",
            "run",
            models.ForeignKey(
                "directory.ImportRun", on_delete=django.db.models.deletion.CASCADE, related_name="+", db_index=False,
                db_constraint=False,
            ),
        ),
        migrations.AddIndex(
            "matchkey",
            models.Index(fields=["name_key", "commune_code"], condition=models.Q(siren=""), name="match_by_name_no_siren"),
        ),
        migrations.CreateModel(
            "SearchPrepared",
            fields=[
                (
                    "organization",
                    models.OneToOneField(
                        "accounts.Organization",
                        primary_key=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        db_constraint=False,
                        serialize=False,
                    ),
                ),
                ("prominence", models.SmallIntegerField()),
                ("listed_at", models.DateTimeField()),
                ("sort_name", models.CharField(max_length=200)),
                ("longitude", models.FloatField(null=True)),
                ("latitude", models.FloatField(null=True)),
                (
                    "facets",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("document", django.contrib.postgres.search.SearchVectorField()),
                ("digest", models.CharField(max_length=32)),
                ("headcount_band", models.CharField(max_length=2, blank=True)),
                ("listed_on", models.DateField(null=True)),
                ("served_kind", models.CharField(max_length=12)),
                ("served_radius_km", models.PositiveSmallIntegerField(null=True)),
                (
                    "served_places",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("held", models.JSONField()),
                (
                    "words",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
            ],
            options={"db_table": "directory_search_prepared"},
        ),
        migrations.RunSQL(
            "alter table directory_search_prepared set unlogged, alter document set storage external, alter facets set storage main", _REMOVE_LONE_CARDS
        ),
        migrations.RunSQL(FUNCTIONS, FORMER_FUNCTIONS),
        migrations.RunSQL(_statistics("0"), _statistics("-1")),
    ]  # fmt: skip
