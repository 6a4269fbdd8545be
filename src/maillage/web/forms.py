from django import forms
from django.utils.translation import gettext_lazy as _


class GalleryForm(forms.Form):
    """A form of the style gallery, with each kind of field."""

    name = forms.CharField(label=_("Name of the co-operative"), max_length=80)
    siren = forms.RegexField(
        r"^\d{9}$",
        label="SIREN",
        help_text=_("Nine digits, as on your registration certificate."),
        error_messages={"invalid": _("This number has spaces: write nine digits, such as 732829320.")},
    )
    kind = forms.ChoiceField(label=_("Legal form"), choices=[("scop", "Scop"), ("scic", "Scic"), ("cae", "CAE")])
    about = forms.CharField(label=_("What you do"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    public = forms.BooleanField(
        label=_("Show the phone number"), help_text=_("Everybody will be able to read it."), required=False
    )
    contact = forms.ChoiceField(
        label=_("Reach us by"), choices=[("mail", _("E-mail")), ("phone", _("Phone"))], widget=forms.RadioSelect
    )
