"""Skills, offers, labels, contacts, partners, pictures: one row each."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.directory.forms.rows import RowForm, suggest
from maillage.directory.labels import EVIDENCE_LABELS
from maillage.directory.types import ContactKind, EvidenceKind
from maillage.kit.forms import offer_choices


class SkillRowForm(RowForm):
    """A skill by its name in the taxonomy; `names` gives the slug of each name, folded."""

    essential = "skill"

    skill = forms.CharField(
        label=_("Skill"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"list": "skill-names", "autocomplete": "off"}),
    )
    evidence_kind = forms.ChoiceField(label=_("Proof"), choices=list(EVIDENCE_LABELS.items()), required=False)
    evidence = forms.CharField(
        label=_("Say which"), required=False, max_length=300, widget=forms.TextInput(attrs={"list": "reference-titles"})
    )
    is_main = forms.BooleanField(label=_("Main skill"), required=False)

    def __init__(self, *arguments: Any, names: dict[str, str], fold: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.names, self.fold = names, fold

    def clean_skill(self) -> str:
        typed = self.cleaned_data["skill"]
        slug = self.names.get(self.fold(typed), "")
        if typed and not slug:
            raise forms.ValidationError(_("This skill is not in the list: choose one that is."))
        return slug

    def row(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "slug": given["skill"],
            "is_main": given["is_main"],
            "evidence_kind": given["evidence_kind"] or EvidenceKind.CLAIMED.value,
            "evidence": given["evidence"],
        }


class OfferRowForm(RowForm):
    essential = "title"

    title = forms.CharField(label=_("Title"), max_length=160, required=False)
    description = forms.CharField(
        label=_("Description"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    price = forms.CharField(label=_("Price, in your words"), required=False, max_length=120)

    def row(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"id": str(given["key"] or ""), **{name: given[name] for name in ("title", "description", "price")}}


class LabelRowForm(RowForm):
    essential = "label"

    label = forms.ChoiceField(label=_("Label or certificate"), required=False)
    number = forms.CharField(label=_("Number"), required=False, max_length=80)
    issued_on = forms.DateField(
        label=_("Issued on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    expires_on = forms.DateField(
        label=_("Expires on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *arguments: Any, labels: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        offer_choices(self, "label", [("", _("Choose")), *labels])

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        issued, expires = self.cleaned_data.get("issued_on"), self.cleaned_data.get("expires_on")
        if issued and expires and expires < issued:
            self.add_error("expires_on", _("A label cannot expire before it was issued."))
        return given

    def row(self) -> dict[str, Any]:
        given = self.cleaned_data
        days = {name: given[name].isoformat() if given[name] else "" for name in ("issued_on", "expires_on")}
        return {"slug": given["label"], "number": given["number"], **days}


class ContactRowForm(RowForm):
    essential = "value"

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(ContactKind.EMAIL.value, _("E-mail")), (ContactKind.PHONE.value, _("Phone"))]
    )
    value = forms.CharField(label=_("Address or number"), required=False, max_length=254)
    label = forms.CharField(label=_("Who or what for"), required=False, max_length=120)
    is_public = forms.BooleanField(label=_("Show it on the public page"), required=False)

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        value = self.cleaned_data.get("value", "")
        try:
            if value and self.cleaned_data.get("kind") == ContactKind.EMAIL:
                self.cleaned_data["value"] = forms.EmailField().clean(value)
            elif value and sum(character.isdigit() for character in value) < 4:
                raise forms.ValidationError(_("This is not a phone number."))
        except forms.ValidationError as error:
            self.add_error("value", error)
        return given

    def row(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("kind", "value", "label", "is_public")}


class PartnerRowForm(RowForm):
    """A partner by name; `organization` is filled in by the suggestions, or found by the exact name."""

    essential = "name"

    name = forms.CharField(label=_("Partner"), required=False, max_length=200)
    organization = forms.UUIDField(required=False, widget=forms.HiddenInput)
    role = forms.CharField(label=_("Role in the job"), required=False, max_length=120)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        suggest(self, "name", url="directory:organization_suggestions", value="organization")

    def row(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"organization": str(given["organization"] or ""), "name": given["name"], "role": given["role"]}


class PhotoRowForm(RowForm):
    """A picture that is kept already."""

    essential = "key"

    description = forms.CharField(
        label=_("What the picture shows, for people who do not see it"), required=False, max_length=250
    )

    def row(self) -> dict[str, Any]:
        return {"id": str(self.cleaned_data["key"]), "description": self.cleaned_data["description"]}


class ItemRowForm(RowForm):
    """A place or a reference that has a page of its own: here it is only ordered or removed."""

    essential = "key"

    def row(self) -> dict[str, Any]:
        return {"id": str(self.cleaned_data["key"])}


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files at once."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(ManyFilesField, self).clean(file, initial) for file in files]


class NewPicturesForm(forms.Form):
    """Pictures to add, and on the profile the logo."""

    pictures = ManyFilesField(
        label=_("Add pictures"),
        required=False,
        help_text=_("JPEG, PNG or WebP, 12 MB at most each; what they hide (place, camera) is removed."),
        widget=ManyFilesInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )


class LogoForm(NewPicturesForm):
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
    )
    removes_logo = forms.BooleanField(label=_("Remove the logo"), required=False)
    field_order = ("logo", "removes_logo", "pictures")


class ReferenceForm(forms.Form):
    """A past job."""

    title = forms.CharField(label=_("What was made"), max_length=200)
    client = forms.CharField(label=_("Client"), max_length=200, required=False)
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=1800,
        max_value=2100,
        widget=forms.NumberInput(attrs={"class": "input--short"}),
    )
    description = forms.CharField(
        label=_("The work in some sentences"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    url = forms.URLField(label=_("Link"), required=False, max_length=500, assume_scheme="https")
    skills = forms.MultipleChoiceField(
        label=_("Skills that it shows"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, skills: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(data, **options)
        offer_choices(self, "skills", skills)
