"""The tables of the search. Written by `directory.search` alone, from public facts of listed profiles; safe to rebuild.

No foreign key is checked by the database: every row comes from a read of the organization in the same transaction.
"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from maillage.accounts.ownership import Global


class EarthField(models.Field):
    """A point on the sphere as earthdistance has it: `<->` between two is the chord, which grows with the distance."""

    def db_type(self, connection: object) -> str:
        return "cube"


class SearchDocument(Global):
    """What is matched and ordered: kept narrow, because a search reads thousands of these rows.

    `standing` orders by prominence and is unique: prominence × 2³² − serial. `tier` cuts this order into slices of
    growing size, each with its own text index: a search stops at the first slices that hold enough.
    `sample` 1 marks one document in 8, 2 one in 32, 3 one in 128, 4 one in 512, by chance: estimates are made on them.
    `facets` holds values such as `sector:energie`; they are lexemes of `document` too, with `=` before.
    """

    organization = models.OneToOneField(
        "accounts.Organization", primary_key=True, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    serial = models.BigIntegerField(unique=True)
    standing = models.BigIntegerField(unique=True)
    tier = models.SmallIntegerField()
    sample = models.SmallIntegerField(default=0, db_default=0)
    prominence = models.SmallIntegerField()
    listed_at = models.DateTimeField()
    sort_name = models.CharField(max_length=200)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    earth = EarthField(null=True)
    facets = ArrayField(models.TextField())
    document = SearchVectorField()
    digest = models.CharField(max_length=32)

    class Meta:
        db_table = "directory_search_document"

    def __str__(self) -> str:
        return self.sort_name


class SearchPrepared(Global):
    """What `SearchDocument` will say of an organization once the index is built anew; its card stands already.

    A large first import fills it while it reads on. A change of the organization throws its row away.
    """

    organization = models.OneToOneField(
        "accounts.Organization", primary_key=True, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    prominence = models.SmallIntegerField()
    listed_at = models.DateTimeField()
    sort_name = models.CharField(max_length=200)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    facets = ArrayField(models.TextField())
    document = SearchVectorField()
    digest = models.CharField(max_length=32)
    headcount_band = models.CharField(max_length=2, blank=True)
    listed_on = models.DateField(null=True)
    served_kind = models.CharField(max_length=12)
    served_radius_km = models.PositiveSmallIntegerField(null=True)
    served_places = ArrayField(models.CharField(max_length=20), default=list)
    held = models.JSONField()
    words = ArrayField(models.TextField())

    class Meta:
        db_table = "directory_search_prepared"

    def __str__(self) -> str:
        return self.sort_name


class SearchCard(Global):
    """What a result shows, and the texts in which its words are highlighted: read for the rows of a page only."""

    organization = models.OneToOneField(
        "accounts.Organization", primary_key=True, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    slug = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    family = models.CharField(max_length=30)
    siren = models.CharField(max_length=9, blank=True)
    siret = models.CharField(max_length=14, blank=True)
    town = models.CharField(max_length=120, blank=True)
    commune_code = models.CharField(max_length=5, blank=True)
    department_code = models.CharField(max_length=3, blank=True)
    logo = models.CharField(max_length=100, blank=True)
    skill_ids = ArrayField(models.BigIntegerField(), default=list)
    proof = models.JSONField(default=dict)
    # the texts by part, as `types.MatchPart` names them
    text_name = models.TextField(blank=True)
    text_skill = models.TextField(blank=True)
    text_synonym = models.TextField(blank=True)
    text_sector = models.TextField(blank=True)
    text_pitch = models.TextField(blank=True)
    text_reference = models.TextField(blank=True)
    text_offer = models.TextField(blank=True)
    text_label = models.TextField(blank=True)
    text_description = models.TextField(blank=True)

    class Meta:
        db_table = "directory_search_card"

    def __str__(self) -> str:
        return self.name


class SearchNameStart(Global):
    """A name from each of its words on, for completion: "la bobine", "bobine"."""

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    start = models.CharField(max_length=60)
    tier = models.SmallIntegerField()
    standing = models.BigIntegerField()

    class Meta:
        db_table = "directory_search_name_start"

    def __str__(self) -> str:
        return self.start


class SearchWord(Global):
    """A word used in documents, and how many documents gained or lost it.

    Counters of the search are never updated in place, so that nobody waits for another's lock: rows are added, the sum
    is the count, and a job folds them together.
    """

    word = models.CharField(max_length=40)
    stem = models.CharField(max_length=40)
    count = models.IntegerField()

    class Meta:
        db_table = "directory_search_word"

    def __str__(self) -> str:
        return self.word


class SearchTally(Global):
    """How many documents hold a facet's value (`kind` facet), or stand in a cell of the map (`kind` level of the cell).

    Rows add up, as those of `SearchWord`. Cells also sum longitudes and latitudes, to draw a cluster at its mean.
    """

    kind = models.SmallIntegerField()
    key = models.TextField(blank=True)
    x = models.IntegerField(default=0)
    y = models.IntegerField(default=0)
    count = models.IntegerField()
    longitude_sum = models.FloatField(default=0)
    latitude_sum = models.FloatField(default=0)

    class Meta:
        db_table = "directory_search_tally"

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class SearchTier(Global):
    """The least standing of a tier; the last tier has no row."""

    tier = models.SmallIntegerField(primary_key=True)
    least_standing = models.BigIntegerField()

    class Meta:
        db_table = "directory_search_tier"

    def __str__(self) -> str:
        return str(self.tier)
