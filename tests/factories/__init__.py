"""The smallest valid rows, for tests."""

from tests.factories.accounts import (
    MembershipFactory,
    NetworkAssignmentFactory,
    OrganizationFactory,
    UserFactory,
    acting,
)

__all__ = ["MembershipFactory", "NetworkAssignmentFactory", "OrganizationFactory", "UserFactory", "acting"]
