from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_territory_codes")]

    operations = [
        migrations.CreateModel(
            name="WindowTries",
            fields=[
                ("window_key", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("tries", models.PositiveIntegerField()),
                ("ends_at", models.DateTimeField()),
            ],
            options={"db_table": "throttle_tries"},
        ),
        # Half of each page is left free: a count that grows stays where it is, without touching the index.
        migrations.RunSQL(
            "alter table throttle_tries set unlogged, set (fillfactor = 50)", migrations.RunSQL.noop
        ),
    ]
