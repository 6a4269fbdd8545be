from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from maillage.accounts.queries import network
from maillage.web.colours import readable_on


@cache_control(public=True, max_age=300)
def theme(request: HttpRequest) -> HttpResponse:
    """Give the network's accent as custom properties: a stylesheet, since the CSP forbids inline styles."""
    host = network()
    css = (
        f":root{{--accent-light:{host.accent_light};--accent-dark:{host.accent_dark};"
        f"--on-accent-light:{readable_on(colour=host.accent_light)};"
        f"--on-accent-dark:{readable_on(colour=host.accent_dark)}}}"
    )
    return HttpResponse(css, content_type="text/css")
