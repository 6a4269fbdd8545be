"""What a courier's page draws besides its rows: the map of the day, and the words that its scripts say."""

from typing import Any

from django.utils.translation import gettext as _

from maillage.delivery.labels import CODE_MISSING, CODE_WRONG, NO_CODE_REASONS
from maillage.delivery.models import DeliveryService
from maillage.delivery.queries.tour import Stop, Tour

_AROUND = 0.003


def tour_map(tour: Tour, service: DeliveryService) -> dict[str, Any]:
    """Give the stops still to ride as points, the way through them, and the bounds that hold them."""
    stops = tour.left or tour.stops
    points = [_point(stop, place) for place, stop in enumerate(stops, start=1)]
    way = [[point["lon"], point["lat"]] for point in points]
    around = way or [[service.longitude, service.latitude]]
    longitudes, latitudes = zip(*around, strict=True)
    edges = (min(longitudes) - _AROUND, min(latitudes) - _AROUND, max(longitudes) + _AROUND, max(latitudes) + _AROUND)
    lines = [{"type": "Feature", "geometry": {"type": "LineString", "coordinates": way}, "properties": {}}]
    return {
        "map_points": {"points": points, "clusters": []},
        "map_lines": {"type": "FeatureCollection", "features": lines if len(way) > 1 else []},
        "bounds": ",".join(f"{edge:.5f}" for edge in edges),
    }


def _point(stop: Stop, place: int) -> dict[str, Any]:
    address = stop.task.address
    name = address.name or address.contact_name or address.street_address
    return {
        "id": str(stop.task.number), "lon": address.longitude, "lat": address.latitude, "name": f"{place}. {name}",
        "place": address.street_address, "url": f"#t{stop.task.number}",
    }  # fmt: skip


def code_words() -> dict[str, Any]:
    """Give what a form says of a hand-over code: missing, wrong, and why there may be none."""
    return {"missing": CODE_MISSING, "wrong": CODE_WRONG, "reasons": list(NO_CODE_REASONS.items())}


def tour_words() -> dict[str, str]:
    """Give the sentences of the page's scripts, in the reader's language."""
    return {
        "online": _("Online. Everything is sent."),
        "sending": _("Sending: {count} left."),
        "offline": _("Offline. Everything works; it is sent when the network is back."),
        "offline_one": _("Offline. 1 action is waiting on this phone."),
        "offline_many": _("Offline. {count} actions are waiting on this phone."),
        "signed_out": _("Your session has ended. Nothing is lost ({count} waiting): sign in again and it goes on."),
        "sign_in": _("Sign in again"),
        "other_person": _(
            "Actions of another courier wait on this phone ({count}): they are sent when that person signs in here."
        ),
        "later": _("Not sent yet: {words}"),
        "understood": _("Understood"),
        "waiting": _("Waits for network"),
        "photo_kept": _("Picture kept on this phone; it goes by itself."),
        "photo_large": _("This picture could not be made small enough: take another one."),
        "photo_refused": _("A picture was refused: {words}"),
        "code_unknown": _("No stop of today has this label. It is kept and asked when the network is back."),
        "position_off": _("This phone does not tell its position: allow it in the settings of the browser."),
        "kept": _("Written down. It is sent when the network is back."),
        "storage": _("This browser keeps nothing (private window?): stay online, everything is sent at once."),
    }
