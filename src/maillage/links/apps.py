from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "maillage.links"
    label = "links"
    default_auto_field = "django.db.models.BigAutoField"
