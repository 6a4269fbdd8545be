"""A sign-in of an app ends with the password it was made with; those made before ask for it once more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0093_missed_days")]
    operations = [
        migrations.AddField(
            "apirefreshtoken", "password_mark", models.CharField(max_length=64, default=""), preserve_default=False
        )
    ]
