"""Those who prove nothing, in the order in which rankings without a place ask them."""

from django.db import migrations

INDEX = """
create index search_able_foremost on directory_search_ability (skill_id, evidence_kind, headcount_band, listed_on, organization_id)
where comparable <= 0 and evidence_kind in ('claimed', 'naf')
"""


class Migration(migrations.Migration):
    dependencies = [("directory", "0041_search_narrow_rows")]
    operations = [migrations.RunSQL(INDEX, "drop index search_able_foremost")]
