"""The permission table: one line a route. It is enforced by the middleware and is the source of the tests.

Keys are view names, `namespace:name`. A value is one level, or a level for each HTTP method. A route without a line
is closed, and fails the tests.
"""

from collections.abc import Mapping

from maillage.accounts.types import AccessLevel

PUBLIC = AccessLevel.PUBLIC
SIGNED_IN = AccessLevel.SIGNED_IN
MEMBER = AccessLevel.MEMBER
EDITOR = AccessLevel.EDITOR
OWNER = AccessLevel.OWNER
FACILITATOR = AccessLevel.FACILITATOR
ADMINISTRATOR = AccessLevel.ADMINISTRATOR
DEVELOPMENT = AccessLevel.DEVELOPMENT

type Access = AccessLevel | Mapping[str, AccessLevel]

SHELL: dict[str, Access] = {
    "web:home": PUBLIC,
    "web:health": PUBLIC,
    "web:theme": PUBLIC,
    "web:language": PUBLIC,
    "web:appearance": PUBLIC,
    "web:gallery": DEVELOPMENT,
    "web:gallery_points": DEVELOPMENT,
    "web:gallery_suggestions": DEVELOPMENT,
    "web:mail_list": DEVELOPMENT,
    "web:mail_message": DEVELOPMENT,
}

ACCOUNTS: dict[str, Access] = {}

DIRECTORY: dict[str, Access] = {}

API: dict[str, Access] = {}

ROUTES: dict[str, Access] = SHELL | ACCOUNTS | DIRECTORY | API


class RouteWithoutPermission(LookupError):
    """The route has no line in the permission table, so nobody may enter."""


def access_level(view_name: str, *, method: str | None = "GET") -> AccessLevel:
    """Give who may enter a route by a method (HEAD as GET).

    Raises: RouteWithoutPermission.
    """
    access = ROUTES.get(view_name)
    if access is None:
        raise RouteWithoutPermission(view_name)
    if isinstance(access, AccessLevel):
        return access
    wanted = "GET" if method == "HEAD" else method or "GET"
    level = access.get(wanted, access.get("*"))
    if level is None:
        raise RouteWithoutPermission(f"{wanted} {view_name}")
    return level
