"""The directory's part of `/api/v1`."""

from ninja import Router

from maillage.directory.api.access import READING
from maillage.directory.api.lists import router as lists
from maillage.directory.api.organizations import router as organizations
from maillage.directory.api.sections import router as sections

router = Router(**READING)
router.add_router("", organizations)
router.add_router("", sections)
router.add_router("", lists)

__all__ = ["router"]
