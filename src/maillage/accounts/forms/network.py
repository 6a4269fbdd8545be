"""The network's settings as people send them."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import Network
from maillage.geodata import Place, PlaceKind, fold, place, suggest_places
from maillage.kit.forms import offer_choices
from maillage.kit.images import BadPicture, Picture, clean_picture

LOGO_SIDE_PX = 480


def place_label(code: str) -> str:
    """Name a place code such as `department:69`; the code itself when no such place exists."""
    kind, _separator, number = code.partition(":")
    found = place(kind=PlaceKind(kind), code=number) if kind in set(PlaceKind) else None
    return found.label if found else code


class NetworkForm(forms.ModelForm):
    """Everything that an administrator chooses, the logo and the territory in their own way."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    logo_file = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("JPEG, PNG or WebP; it replaces the sign of Maillage in the header."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    removes_logo = forms.BooleanField(label=_("Remove the logo"), required=False)
    kept_places = forms.MultipleChoiceField(
        label=_("Territory"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Untick a place to take it away. Without any, the network covers the whole country."),
    )
    new_place = forms.CharField(
        label=_("Add a place"),
        required=False,
        max_length=120,
        help_text=_("A town, a group of towns, a department or a region, such as Lyon or Bretagne."),
    )

    class Meta:
        model = Network
        fields = (
            "name",
            "sentence",
            "presentation",
            "charter",
            "contact_email",
            "accent_light",
            "accent_dark",
            "default_language",
            "data_licence",
            "moderates_edits",
            "map_style_url",
        )
        widgets = {
            "presentation": forms.Textarea(attrs={"rows": 8}),
            "charter": forms.Textarea(attrs={"rows": 12}),
            "accent_light": forms.TextInput(attrs={"type": "color"}),
            "accent_dark": forms.TextInput(attrs={"type": "color"}),
        }
        help_texts = {
            "sentence": _("One sentence that says what the network is for."),
            "presentation": _("Shown on the page “About”. Markdown."),
            "charter": _("Shown on the page “Charter”. Markdown."),
            "contact_email": _("Where messages to the network's office go, and replies to its e-mails."),
            "map_style_url": _(
                "Address (https) of a MapLibre style. Its tiles, letters and pictures must come from the same host. "
                "Empty: the map that works without the internet."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        host = self.instance
        self.initial.setdefault("version", host.version)
        # The current places, and those that a refused form was about to keep.
        kept = self.data.getlist("kept_places") if isinstance(self.data, QueryDict) else []
        codes = list(dict.fromkeys([*host.territory, *kept]))
        self.initial["kept_places"] = list(host.territory)
        offer_choices(self, "kept_places", [(code, place_label(code)) for code in codes])
        if not codes:
            del self.fields["kept_places"]

    def clean_map_style_url(self) -> str:
        url = str(self.cleaned_data["map_style_url"])
        if url and not url.startswith("https://"):
            raise forms.ValidationError(_("This address must begin with https://."))
        return url

    def clean_new_place(self) -> Place | None:
        text = self.cleaned_data["new_place"].strip()
        if not text:
            return None
        found = suggest_places(text=text, limit=6)
        same = [place for place in found if fold(text) in {fold(place.name), fold(place.label)}]
        if len(same) == 1:
            return same[0]
        if not found:
            raise forms.ValidationError(_("No place has this name: check its spelling."))
        if len(found) == 1:
            return found[0]
        names = ", ".join(place.label for place in (same or found))
        raise forms.ValidationError(
            _("Which one is meant? Write it as one of these: %(names)s."), params={"names": names}, code="ambiguous"
        )

    def clean_logo_file(self) -> Picture | None:
        file = self.cleaned_data["logo_file"]
        try:
            return clean_picture(file, longest_side=LOGO_SIDE_PX, field="logo_file") if file else None
        except BadPicture as refusal:
            raise forms.ValidationError(str(refusal)) from None

    def ask_for_logo_again(self) -> None:
        """Say beside the field that a good file chosen in a form that was refused is kept by nobody."""
        if self.errors and self.cleaned_data.get("logo_file"):
            self.add_error("logo_file", _("Choose this file again: it is not kept when another field is refused."))

    def _post_clean(self) -> None:
        """Leave the row alone: the service checks and writes it."""

    def values(self) -> dict[str, Any]:
        """Give the values of the service's fields."""
        chosen = {name: self.cleaned_data[name] for name in self._meta.fields or ()}
        territory = list(self.cleaned_data.get("kept_places", []))
        added = self.cleaned_data["new_place"]
        if added is not None:
            territory.append(f"{added.kind.value}:{added.code}")
        return chosen | {"territory": list(dict.fromkeys(territory))}
