"""Organizations with a page, and facts between them."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from maillage.accounts.models import Organization


@pytest.fixture
def today(now: datetime) -> date:
    return now.date()


@pytest.fixture
def listed(db: None) -> Callable[..., "Organization"]:
    """Give an organization a public page, and make it a member of the network."""
    from maillage.accounts.models import Affiliation
    from maillage.directory.models import Profile
    from maillage.directory.types import Listing
    from tests.factories.accounts import OrganizationFactory

    def made(organization: "Organization | None" = None, *, is_member: bool = True, **given: Any) -> "Organization":
        row = organization or OrganizationFactory(**given)
        Profile.objects.create(organization=row, listing=Listing.LISTED.value)
        if is_member:
            Affiliation.objects.create(
                organization=row, state=Affiliation.State.AFFILIATED, requested_at=datetime(2020, 1, 1, tzinfo=None).astimezone(),
                since=date(2020, 1, 1),
            )  # fmt: skip
        return row

    return made


@pytest.fixture
def cast(listed: Any, la_bobine: "Organization", le_fournil: "Organization") -> tuple["Organization", "Organization"]:
    """La Bobine and Le Fournil, both with a page."""
    return listed(la_bobine), listed(le_fournil)


@pytest.fixture
def tied(today: date) -> Callable[..., None]:
    """Keep a fact between two organizations."""
    from maillage.links.services.facts import record_facts
    from maillage.links.types import LinkKind, NewFact, pair_of

    def kept(
        one: "Organization", other: "Organization", kind: str = "referenced", *, days: int = 0, **more: Any
    ) -> None:
        fact = NewFact(
            pair=pair_of(one.pk, other.pk), kind=LinkKind(kind), key=more.pop("key", f"{kind}:{days}"),
            day=today - timedelta(days=days), **more,
        )  # fmt: skip
        record_facts([fact], today=today)

    return kept
