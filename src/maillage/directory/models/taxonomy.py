from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import Global


class _Term(Global):
    slug = models.SlugField(max_length=60, unique=True)
    name_fr = models.CharField(_("French name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_en if get_language() == "en" else self.name_fr


class Sector(_Term):
    """First level of the taxonomy."""


class Skill(_Term):
    """Second level: a trade or skill. Slugs are for ever: a skill is retired or merged, never deleted."""

    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="skills")
    synonyms_fr = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    synonyms_en = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    naf_rev2 = ArrayField(models.CharField(max_length=6), default=list, blank=True)
    naf_2025 = ArrayField(models.CharField(max_length=6), default=list, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
