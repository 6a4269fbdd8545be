"""The permission table holds, route by route, for each of the cast: nothing here knows any route by name."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from maillage.accounts.services import create_token
from maillage.accounts.types import AccessLevel
from maillage.config.permissions import ROUTES, MethodWithoutPermission, access_level
from tests.architecture.route_arguments import Places, routes
from tests.factories import acting

ENTERED = 299
PEOPLE = ("visitor", "elise", "driss", "chloe", "bruno", "amina", "facilitator", "administrator")
TEAM_OF_LA_BOBINE_UP = ("chloe", "bruno", "amina", "facilitator", "administrator")
WHO_ENTERS = {
    AccessLevel.PUBLIC: PEOPLE,
    AccessLevel.SIGNED_IN: PEOPLE[1:],
    AccessLevel.MEMBER: TEAM_OF_LA_BOBINE_UP,
    AccessLevel.EDITOR: TEAM_OF_LA_BOBINE_UP[1:],
    AccessLevel.OWNER: ("amina", "administrator"),
    AccessLevel.FACILITATOR: ("facilitator", "administrator"),
    AccessLevel.ADMINISTRATOR: ("administrator",),
    AccessLevel.DEVELOPMENT: PEOPLE,
}


class EnteredMiddleware:
    """Stands where the view would start: whoever gets here has been let in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        return HttpResponse(status=ENTERED)


def bearer(user):
    _row, secret = create_token(
        actor=acting(user), user_id=user.pk, name="tests", scopes=["directory:read"], now=timezone.now()
    )
    return {"Authorization": f"Bearer {secret}"}


def level_of(route, method):
    try:
        return access_level(route.name, method=method)
    except MethodWithoutPermission:
        return None


def verdict(response):
    """Say in one word what happened to a visit."""
    is_sent_to_sign_in = response.status_code == 302 and "/compte/login/" in response.headers["Location"]
    if is_sent_to_sign_in or response.status_code == 401:
        return "asked to sign in"
    return {ENTERED: "entered", 404: "not found", 405: "no such method"}.get(response.status_code, response.status_code)


def expected(person, level):
    if level is None:
        return "no such method"
    if person in WHO_ENTERS[level]:
        return "entered"
    return "asked to sign in" if person == "visitor" else "not found"


def test_every_route_has_a_line_and_every_line_a_route():
    named = {route.name for route in routes()}

    assert (sorted(named - set(ROUTES)), sorted(set(ROUTES) - named)) == ([], [])


def test_levels_of_an_organization_have_it_in_their_address():
    of_an_organization = {AccessLevel.MEMBER, AccessLevel.EDITOR, AccessLevel.OWNER}
    lost = [
        route.name
        for route in routes()
        if {level_of(route, method) for method in ("GET", "POST")} & of_an_organization
        and "organization_slug" not in route.arguments
    ]

    assert lost == []


@pytest.mark.django_db
@pytest.mark.parametrize("person", PEOPLE)
def test_each_route_lets_in_whom_the_table_says(request, settings, person, la_bobine, le_fournil, plain_refusals):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.EnteredMiddleware"]
    client, token = Client(), {}
    if person != "visitor":
        client.force_login(request.getfixturevalue(person))
        token = bearer(request.getfixturevalue(person))
    places = Places()

    wrong = {}
    for route in routes():
        for method in ("GET", "POST"):
            level = level_of(route, method)
            # Programs act by a token: the browser's cookie opens nothing there.
            headers = token if route.name.startswith("api:") else {}
            seen = verdict(client.generic(method, route.url(places), headers=headers))
            if seen != expected(person, level):
                wrong[f"{method} {route.name}"] = f"{level}: {seen}"

    assert wrong == {}


@pytest.mark.django_db
def test_development_pages_do_not_exist_elsewhere(settings, administrator):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.EnteredMiddleware"]
    settings.MAILLAGE_DEVELOPMENT = False
    client = Client()
    client.force_login(administrator)

    open_ones = [
        route.name
        for route in routes()
        if level_of(route, "GET") is AccessLevel.DEVELOPMENT and client.get(route.url(Places())).status_code != 404
    ]

    assert open_ones == []


@pytest.mark.django_db
def test_an_unknown_organization_is_told_apart_from_a_refusal_by_nobody(settings, client_as, elise, amina, la_bobine):
    known, unknown = "/o/la-bobine/equipe/", "/o/personne/equipe/"

    visitor = [client_as(None).get(url).status_code for url in (known, unknown)]
    stranger = [client_as(elise).get(url).status_code for url in (known, unknown)]

    assert (visitor, stranger) == ([302, 302], [404, 404])


@pytest.mark.django_db
def test_a_fragment_is_not_found_rather_than_replaced_by_the_sign_in_page(client):
    response = client.get("/notifications/", headers={"HX-Request": "true"})

    assert response.status_code == 404
