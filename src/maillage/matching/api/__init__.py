"""The path's part of `/api/v1`."""

from ninja import Router

from maillage.kit.api import READING
from maillage.matching.api.answers import router as answers
from maillage.matching.api.briefs import router as briefs

router = Router(**READING)
router.add_router("", briefs)
router.add_router("", answers)

__all__ = ["router"]
