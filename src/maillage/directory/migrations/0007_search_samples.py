"""Samples of the search documents for estimates, and slices that grow more slowly."""

from django.db import migrations, models

TEXT_INDEX = "create index {name} on directory_search_document using gin (document) with (fastupdate = off) where {where}"
FORMER = {f"search_text_sample_{step}": f"serial % {step} = 0" for step in (8, 64)}
ADDED = {f"search_text_tier_{tier}": f"tier = {tier}" for tier in (4, 5)} | {
    f"search_text_sample_{level}": f"sample >= {level}" for level in (1, 2, 3, 4)
}
FUNCTIONS = """
create function search_sample(serial bigint) returns smallint immutable strict parallel safe language sql
return case when serial % 512 = 0 then 4 when serial % 128 = 0 then 3 when serial % 32 = 0 then 2
  when serial % 8 = 0 then 1 else 0 end;

create or replace function search_tier(standing bigint) returns smallint stable strict parallel safe language sql
begin atomic
  select coalesce(min(tier.tier), 5)::smallint from directory_search_tier tier where tier.least_standing <= standing;
end;

update directory_search_document set sample = search_sample(serial) where serial % 8 = 0;
"""
FORMER_FUNCTIONS = """
create or replace function search_tier(standing bigint) returns smallint stable strict parallel safe language sql
begin atomic
  select coalesce(min(tier.tier), 3)::smallint from directory_search_tier tier where tier.least_standing <= standing;
end;

drop function search_sample(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0006_imports")]
    operations = [
        *[
            migrations.RunSQL(f"drop index {name}", TEXT_INDEX.format(name=name, where=where))
            for name, where in FORMER.items()
        ],
        migrations.RunSQL(
            "drop index search_sample_8",
            "create index search_sample_8 on directory_search_document (serial) where serial % 8 = 0",
        ),
        migrations.AlterField(
            model_name="searchdocument",
            name="sample",
            field=models.SmallIntegerField(default=0, db_default=0),
        ),
        migrations.RunSQL(FUNCTIONS, FORMER_FUNCTIONS),
        *[
            migrations.RunSQL(TEXT_INDEX.format(name=name, where=where), f"drop index {name}")
            for name, where in ADDED.items()
        ],
    ]
