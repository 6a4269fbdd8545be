"""What clients ask that this server does not have, told so that they go on without. Source: `coopcycle_api.md`, sections 2.2 and 5.4."""

from django.utils.translation import gettext as _

from maillage.delivery.coopcycle.answers import Answer
from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.refusals import Refused, SignInRefused
from maillage.delivery.coopcycle.resource import for_programs, public
from maillage.kit.caller import address_of
from maillage.kit.errors import TooMany
from maillage.kit.throttle import count_try

TRIES_OF_AN_ADDRESS = 60
PERIOD_S = 300


@for_programs("deliveries", "tasks", "orders")
def no_socket(_call: Call) -> Answer:
    """Refuse a token for a socket that nobody serves: with one, the app would try to connect for ever."""
    raise Refused(_("There is no socket of live updates here: ask again for what may have changed."), status=404)


@public
def social(call: Call) -> Answer:
    """Refuse a sign-in through another company: nobody of this instance is known by one."""
    try:
        count_try(
            key=f"coopcycle-login:social:{address_of(call.request)}", limit=TRIES_OF_AN_ADDRESS, period_s=PERIOD_S
        )
    except TooMany as error:
        raise SignInRefused(str(error), status=429) from None
    raise SignInRefused(_("Nobody is known here by that account: sign in with your password."), status=403)
