from django.db import models
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import Global
from maillage.kit.ids import new_id


class NewsItem(Global):
    """News of the network, public from `published_at` on."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=90, unique=True)
    title = models.CharField(_("Title"), max_length=160)
    summary = models.CharField(_("Summary"), max_length=300, blank=True)
    text = models.TextField(_("Text"), help_text=_("Markdown"))
    picture = models.FileField(_("Picture"), upload_to="news/", blank=True)
    author = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    organization = models.ForeignKey(
        "accounts.Organization", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["-published_at"], name="news_latest")]

    def __str__(self) -> str:
        return self.title
