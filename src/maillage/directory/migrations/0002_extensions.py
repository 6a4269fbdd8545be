from django.contrib.postgres.operations import BtreeGistExtension, CreateExtension, TrigramExtension, UnaccentExtension
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]
    operations = [
        TrigramExtension(),
        UnaccentExtension(),
        BtreeGistExtension(),
        CreateExtension("cube"),
        CreateExtension("earthdistance"),
    ]
