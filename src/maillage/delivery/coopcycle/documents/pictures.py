"""Addresses of pictures: signed, so that an app shows them without headers, and void after a week."""

from pathlib import PurePosixPath
from typing import Any

from django.conf import settings

from maillage.delivery.coopcycle.iris import iri
from maillage.delivery.models import IncidentPhoto, TaskProof
from maillage.delivery.queries.evidence import picture_path


def picture_url(name: str, /) -> str:
    """Give the address of a file of ours, for a week."""
    return f"{settings.MAILLAGE_BASE_URL}{picture_path(name)}"


def task_image(proof: TaskProof, /) -> dict[str, Any]:
    return {
        "@id": iri("task_images", proof.pk),
        "@type": "http://schema.org/MediaObject",
        "id": proof.pk,
        "thumbnail": picture_url(proof.file.name or ""),
    }


def new_image(kind: str, photo: TaskProof | IncidentPhoto, /) -> dict[str, Any]:
    """Show a picture that was just sent."""
    return {
        "@id": iri(kind, photo.pk),
        "@type": "http://schema.org/MediaObject",
        "imageName": PurePosixPath(photo.file.name or "").name,
        "thumbnail": picture_url(photo.file.name or ""),
    }
