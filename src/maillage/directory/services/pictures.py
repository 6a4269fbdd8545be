"""Pictures sent by people: cleaned, named after their content, kept."""

import hashlib
from typing import IO
from uuid import NAMESPACE_OID, UUID, uuid5

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from maillage.directory.services.sections.document import Document
from maillage.kit.images import clean_picture

LONGEST_SIDE, LOGO_SIDE = 1600, 480


def keep_picture(
    *,
    file: IO[bytes],
    organization_id: UUID,
    shown_in: str = "",
    longest_side: int = LONGEST_SIDE,
    field: str = "picture",
) -> Document:
    """Clean and store a picture; the same one sent twice is kept once and has the same id.

    `shown_in`: the id of the reference that shows it, empty for the profile's own pictures.
    Raises: BadPicture.
    """
    picture = clean_picture(file, longest_side=longest_side, field=field)
    digest = hashlib.sha256(picture.content).hexdigest()
    name = f"photos/{organization_id.hex[:2]}/{organization_id.hex}/{digest[:32]}.webp"
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(picture.content))
    return {
        "id": str(uuid5(NAMESPACE_OID, f"{organization_id}:{shown_in}:{digest}")),
        "file": name,
        "width": picture.width,
        "height": picture.height,
        "description": "",
    }
