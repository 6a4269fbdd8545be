from django.urls import path

from maillage.web.views import health, home, language, mail, theme

app_name = "web"

urlpatterns = [
    path("", home.home, name="home"),
    path("health", health.health, name="health"),
    path("theme.css", theme.theme, name="theme"),
    path("langue/", language.language, name="language"),
    path("dev/mail/", mail.mail_list, name="mail_list"),
    path("dev/mail/<str:name>/", mail.mail_message, name="mail_message"),
]
