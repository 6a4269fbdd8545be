"""What rankings read of each organization: a table of the search, filled from what is listed."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import maillage.directory.models.search_tables

FILL = """
insert into directory_search_ability (organization_id, skill_id, evidence_kind, comparable, headcount_band, listed_on,
  served_kind, served_radius_km, served_places, commune_code, department_code, earth)
select profile.organization_id, held.skill_id, held.evidence_kind,
  (select count(*) from directory_reference job join directory_skill skill on skill_slugs @> array[skill.slug]
   where job.organization_id = profile.organization_id and skill.id = held.skill_id),
  profile.headcount_band, (profile.listed_at at time zone 'UTC')::date, profile.served_kind, profile.served_radius_km,
  profile.served_places, coalesce(place.commune_code, ''), coalesce(place.department_code, ''),
  case when place.longitude is not null then ll_to_earth(place.latitude, place.longitude) end
from directory_profile profile
join directory_search_document document on document.organization_id = profile.organization_id
join directory_organizationskill held on held.organization_id = profile.organization_id
left join directory_establishment place on place.organization_id = profile.organization_id and place.closed_at is null
where profile.listing = 'listed'
"""
INDEXES = {
    "search_able_by_skill": "using btree (skill_id, organization_id) "
    "include (evidence_kind, comparable, headcount_band, listed_on)",
    "search_able_far": "using btree (skill_id) where served_kind <> 'unsaid'",
    "search_able_near": "using gist (skill_id, earth)",
    "search_able_nowhere": "using btree (skill_id) where earth is null",
    "search_able_of": "using btree (organization_id)",
    "search_able_proven": (
        "using btree (skill_id) "
        "where comparable > 0 or (evidence_kind <> 'claimed' and evidence_kind <> 'naf')"
    ),
    "search_able_within": "using btree (skill_id, department_code, commune_code)",
}


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_territory_codes"), ("directory", "0010_match_without_siren")]
    operations = [
        migrations.CreateModel(
            name="SearchAbility",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("skill_id", models.BigIntegerField()),
                ("evidence_kind", models.CharField(max_length=10)),
                ("comparable", models.SmallIntegerField()),
                ("headcount_band", models.CharField(blank=True, max_length=2)),
                ("listed_on", models.DateField(null=True)),
                ("served_kind", models.CharField(max_length=12)),
                ("served_radius_km", models.PositiveSmallIntegerField(null=True)),
                (
                    "served_places",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                ("commune_code", models.CharField(blank=True, max_length=5)),
                ("department_code", models.CharField(blank=True, max_length=3)),
                ("earth", maillage.directory.models.search_tables.EarthField(null=True)),
                (
                    "organization",
                    models.ForeignKey(
                        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE,
                        related_name="+", to="accounts.organization",
                    ),
                ),
            ],
            options={"db_table": "directory_search_ability"},
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        *[
            migrations.RunSQL(f"create index {name} on directory_search_ability {how}", f"drop index {name}")
            for name, how in INDEXES.items()
        ],
    ]  # fmt: skip
