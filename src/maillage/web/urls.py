from django.urls import path

from maillage.web.views import (
    appearance,
    deliveries,
    gallery,
    health,
    home,
    language,
    mail,
    notifications,
    street_map,
    theme,
    webhooks,
)

app_name = "web"

urlpatterns = [
    path("", home.home, name="home"),
    path("health", health.health, name="health"),
    path("plan/<slug:version>/<int:zoom>/<int:column>/<int:row>", street_map.tile, name="street_tile"),
    path("theme.css", theme.theme, name="theme"),
    path("langue/", language.language, name="language"),
    path("apparence/", appearance.appearance, name="appearance"),
    path("notifications/", notifications.notification_list, name="notification_list"),
    path("notifications/lecture/", notifications.notification_reading, name="notification_reading"),
    path("notifications/<uuid:notification_id>/", notifications.notification_opening, name="notification_opening"),
    path("reseau/livraisons-en-attente/", deliveries.parked_list, name="parked_list"),
    path("reseau/livraisons-en-attente/<int:parked_id>/", deliveries.parked_retry, name="parked_retry"),
    path("reseau/webhooks/", webhooks.webhook_list, name="webhook_list"),
    path("reseau/webhooks/<uuid:webhook_id>/", webhooks.webhook, name="webhook"),
    path("reseau/webhooks/<uuid:webhook_id>/essai/", webhooks.webhook_test, name="webhook_test"),
    path("reseau/webhooks/<uuid:webhook_id>/etat/", webhooks.webhook_switch, name="webhook_switch"),
    path("reseau/webhooks/<uuid:webhook_id>/secret/", webhooks.webhook_secret, name="webhook_secret"),
    path("reseau/webhooks/<uuid:webhook_id>/retrait/", webhooks.webhook_removal, name="webhook_removal"),
    path("reseau/webhooks/envois/<uuid:delivery_id>/", webhooks.webhook_replay, name="webhook_replay"),
    path("dev/gallery/", gallery.gallery, name="gallery"),
    path("dev/gallery/points.json", gallery.sample_points, name="gallery_points"),
    path("dev/gallery/suggestions.json", gallery.sample_suggestions, name="gallery_suggestions"),
    path("dev/mail/", mail.mail_list, name="mail_list"),
    path("dev/mail/<str:name>/", mail.mail_message, name="mail_message"),
]
