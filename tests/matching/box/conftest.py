import io
from datetime import timedelta

import pytest
from PIL import Image

from maillage.matching.models import Paper
from maillage.matching.rules.document_box import PaperKind
from maillage.matching.services.document_box import PaperGiven, add_paper
from maillage.matching.services.document_box_files import SentFile
from tests.factories.accounts import acting

PDF = b"%PDF-1.7\n% une attestation\n"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def today(now):
    return now.date()


def given_of(kind, today, *, age=10, **said):
    return PaperGiven(kind=kind, issued_on=today - timedelta(days=age), **said)


def add(person, organization, kind, now, *, content=None, age=10, name="papier.pdf", replaces_id=None, **said):
    """Put a paper of a kind into a box; each has a content of its own."""
    today = now.date()
    return add_paper(
        actor=acting(person), organization_id=organization.pk, given=given_of(kind, today, age=age, **said),
        sent=SentFile(name, content if content is not None else PDF + f"{kind} {age} {now}".encode()),
        now=now, today=today, replaces_id=replaces_id,
    )  # fmt: skip


def fill(person, organization, now, kinds=tuple(PaperKind)[:6]):
    """Put every paper of the check list into a box."""
    return {kind: add(person, organization, kind, now) for kind in kinds}


def papers():
    return Paper.objects.across_scopes(reason="test").order_by("uploaded_at", "id")


def photograph(*, size=(60, 40)):
    """Give a JPEG as a telephone makes it: on its side, with its place."""
    image = Image.new("RGB", size, (200, 180, 150))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Un téléphone"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()
