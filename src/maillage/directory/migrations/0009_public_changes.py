"""The version of the public directory, kept by triggers, and what was posted to Murmurations."""

import django.db.models.deletion
from django.db import migrations, models

_TABLES = (
    "accounts_organization", "accounts_affiliation", "accounts_network", "directory_profile", "directory_establishment",
    "directory_organizationskill", "directory_offer", "directory_reference", "directory_referencepartner",
    "directory_photo", "directory_organizationlabel", "directory_contact", "directory_label", "directory_sector",
    "directory_skill", "directory_newsitem",
)

_FUNCTION = """
create function directory_note_public_change() returns trigger language plpgsql as $$
begin
  insert into directory_publicchange (transaction, count, at)
  values (pg_current_xact_id()::text::bigint, 1, clock_timestamp())
  on conflict (transaction) do update set count = directory_publicchange.count + 1, at = excluded.at;
  return null;
end
$$;
"""
_TRIGGER = """
create trigger note_public_change after insert or update or delete on {table}
for each statement execute function directory_note_public_change();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("directory", "0008_merges"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublicChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("transaction", models.BigIntegerField(unique=True)),
                ("count", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="MurmurationsNode",
            fields=[
                ("organization", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="+", serialize=False, to="accounts.organization")),
                ("profile_url", models.URLField(max_length=500)),
                ("profile_digest", models.CharField(max_length=64)),
                ("posted_at", models.DateTimeField()),
            ],
            options={"abstract": False},
        ),
        migrations.RunSQL(_FUNCTION, "drop function directory_note_public_change() cascade"),
        migrations.RunSQL(
            "".join(_TRIGGER.format(table=table) for table in _TABLES),
            "".join(f"drop trigger if exists note_public_change on {table};" for table in _TABLES),
        ),
    ]
