import django.db.models.deletion
from django.db import migrations, models

import maillage.kit.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_territory_codes"),
        ("delivery", "0070_quotes_and_imports"),
    ]

    operations = [
        migrations.RunSQL("create sequence delivery_tour_number", "drop sequence delivery_tour_number"),
        migrations.CreateModel(
            name="Tour",
            fields=[
                ("id", models.UUIDField(default=maillage.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                (
                    "number",
                    models.BigIntegerField(
                        db_default=models.Func(models.Value("delivery_tour_number"), function="nextval"),
                        editable=False, unique=True,
                    ),
                ),
                ("name", models.CharField(max_length=140, verbose_name="Name")),
                ("day", models.DateField(verbose_name="Day")),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "courier",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                        to="delivery.courier",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organization"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["organization", "day"], name="tours_of_day")]},
        ),
        migrations.AddField(
            model_name="task",
            name="tour",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="tasks", to="delivery.tour"
            ),
        ),
        migrations.AddField(
            model_name="task", name="tour_position", field=models.PositiveSmallIntegerField(default=0)
        ),
    ]  # fmt: skip
