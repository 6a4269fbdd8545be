"""Whose picture a file is, asked for each picture that is served."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0050_search_foremost")]
    operations = [
        migrations.AddIndex("photo", models.Index(fields=["file"], name="photos_by_file")),
        migrations.AddIndex(
            "profile", models.Index(fields=["logo"], condition=~models.Q(logo=""), name="profile_by_logo")
        ),
    ]
