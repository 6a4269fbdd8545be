"""Lists of deliveries are read by number, cut by state."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0100_vehicles_of_days")]
    operations = [
        migrations.AddIndex(
            "delivery", models.Index(fields=["organization", "-number"], name="deliveries_listed")
        ),
        migrations.AddIndex(
            "delivery", models.Index(fields=["store", "-number"], name="deliveries_listed_of_store")
        ),
        migrations.AddIndex(
            "task", models.Index(fields=["organization", "state", "delivery"], name="tasks_by_state")
        ),
    ]
