from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from maillage.accounts.queries import network


@cache_control(public=True, max_age=300)
def theme(request: HttpRequest) -> HttpResponse:
    """Give the network's accent as custom properties: a stylesheet, since the CSP forbids inline styles."""
    host = network()
    css = (
        f":root{{--accent:{host.accent_light}}}"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{--accent:{host.accent_dark}}}}}"
        f":root[data-theme=dark]{{--accent:{host.accent_dark}}}"
    )
    return HttpResponse(css, content_type="text/css")
