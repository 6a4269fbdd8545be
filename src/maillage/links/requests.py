"""What the middleware adds to a request."""

from django.http import HttpRequest

from maillage.accounts.models import Organization
from maillage.accounts.types import Actor


class ScopedRequest(HttpRequest):
    """A request that knows who acts, and in which organization when the URL names one."""

    actor: Actor
    organization: Organization
