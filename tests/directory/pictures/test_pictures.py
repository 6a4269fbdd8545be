"""A picture is seen by whoever may see the page that it stands on, and no longer."""

import pytest
from django.core.files.base import ContentFile

from maillage.directory.models import NewsItem, Photo, Profile
from maillage.directory.types import Listing

pytestmark = pytest.mark.django_db


@pytest.fixture
def pictures(la_bobine, now, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    profile = Profile.objects.create(organization=la_bobine, listing="listed", listed_at=now)
    profile.logo.save("fil.webp", ContentFile(b"RIFF"))
    profile.logo.close()
    photo = Photo.objects.create(organization=la_bobine, width=1, height=1, file=ContentFile(b"RIFF", name="p.webp"))
    photo.file.close()
    return [profile.logo.url, photo.file.url]


def let_go(response):
    """Read an answer to its end: Django's test client then closes the file, and the file alone."""
    b"".join(response)


def seen(client, addresses, **headers):
    """Give the answers' codes."""
    codes = []
    for address in addresses:
        response = client.get(address, headers=headers)
        let_go(response)
        codes.append(response.status_code)
    return codes


def test_pictures_go_when_the_page_goes_even_from_caches(
    client, client_as, pictures, la_bobine, amina, elise, facilitator
):
    first = client.get(pictures[0])
    let_go(first)
    kept = {"If-Modified-Since": first["Last-Modified"]}
    again = seen(client, pictures[:1], **kept)
    Profile.objects.across_scopes(reason="test").update(listing=Listing.UNLISTED.value)

    assert (first["Cache-Control"], again, seen(client, pictures[:1], **kept)) == ("no-cache", [304], [404])
    assert seen(client_as(elise), pictures) == [404, 404]
    assert seen(client_as(amina), pictures) == [200, 200]
    assert seen(client_as(facilitator), pictures) == [200, 200]


def test_a_draft_s_picture_waits_for_its_day(client, client_as, facilitator, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    item = NewsItem.objects.create(title="Demain", slug="demain", text="…", picture=ContentFile(b"RIFF", name="n.webp"))
    item.picture.close()

    assert seen(client, [item.picture.url]) + seen(client_as(facilitator), [item.picture.url]) == [404, 200]


@pytest.mark.parametrize("path", ["private/briefs/secret.pdf", "../secret.txt", "logos/inconnu.webp", "logos"])
def test_nothing_else_is_served(client, client_as, facilitator, settings, tmp_path, path):
    settings.MEDIA_ROOT = tmp_path / "media"
    file = tmp_path / "media" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.suffix:
        file.write_bytes(b"secret")

    assert [one.get(f"/media/{path}").status_code for one in (client, client_as(facilitator))] == [404, 404]
