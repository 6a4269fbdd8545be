"""An item of news."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.directory.forms.rows import suggest
from maillage.directory.services.news import NewsText


class NewsForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    base_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("Title"), max_length=160)
    summary = forms.CharField(
        label=_("Summary"),
        max_length=300,
        required=False,
        help_text=_("Shown in lists and messages."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=30_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=_("Markdown: **bold**, lists with hyphens, ## for a heading, [text](address) for a link."),
    )
    organization = forms.CharField(
        label=_("Organization it is about"),
        required=False,
        max_length=200,
        help_text=_("The name of a listed organization."),
    )
    picture = forms.FileField(
        label=_("Picture"), required=False, widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})
    )
    removes_picture = forms.BooleanField(label=_("Remove the picture"), required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        suggest(self, "organization", url="directory:organization_suggestions")

    def given(self) -> NewsText:
        return NewsText(**{name: self.cleaned_data[name] for name in ("title", "summary", "text", "organization")})
