import io

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from maillage.accounts import queries, services
from maillage.accounts.models import Network
from maillage.accounts.rules import contrast
from maillage.config.map_source import policy_with
from maillage.kit.errors import Conflict, Invalid, NotAllowed
from tests.factories import acting

pytestmark = pytest.mark.django_db
SETTINGS = "/reseau/reglages/"


@pytest.fixture
def sent(db):
    """Give what the settings' page would send unchanged, with changes."""

    def filled(**changes):
        host = queries.network()
        return {
            "version": Network.objects.get().version,
            "name": host.name,
            "sentence": "",
            "presentation": "",
            "charter": "",
            "contact_email": "",
            "accent_light": host.accent_light,
            "accent_dark": host.accent_dark,
            "default_language": "fr",
            "data_licence": "etalab-2.0",
            "map_style_url": "",
            "new_place": "",
            **changes,
        }

    return filled


def picture():
    content = io.BytesIO()
    Image.new("RGB", (900, 300), "red").save(content, "PNG")
    return SimpleUploadedFile("logo.png", content.getvalue(), "image/png")


def test_settings_show_at_once_everywhere(
    client_as, client, administrator, sent, verbs, django_capture_on_commit_callbacks
):
    client.get("/charte/")

    with django_capture_on_commit_callbacks(execute=True):
        response = client_as(administrator).post(
            SETTINGS, sent(name="Le Fil d’Ariane", charter="## Nos **engagements**\n\n<script>x</script>")
        )

    page = client.get("/charte/").content.decode()
    assert (response.status_code, verbs()) == (302, ["network.changed"])
    assert "Le Fil d’Ariane" in page
    assert "<strong>engagements</strong>" in page
    assert "<script>x" not in page


def test_two_administrators_at_once_the_second_is_told(client_as, administrator, sent):
    first, second = sent(name="Premier"), sent(name="Second")
    client = client_as(administrator)
    client.post(SETTINGS, first)

    refused = client.post(SETTINGS, second)

    assert (refused.status_code, Network.objects.get().name) == (422, "Premier")
    assert 'value="Second"' in refused.content.decode(), "what was typed is not lost"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("accent_light", "#FFEE00"),
        ("accent_dark", "#101010"),
        ("accent_light", "red"),
        ("name", ""),
        ("contact_email", "nulle part"),
        ("map_style_url", "http://tuiles.example/style.json"),
        ("map_style_url", "javascript:alert(1)"),
        ("new_place", "Xyzzyville-les-Oies"),
        ("default_language", "de"),
    ],
)
def test_a_bad_value_is_said_beside_its_field_and_nothing_is_kept(client_as, administrator, sent, field, value):
    queries.network()
    before = Network.objects.values().get()

    response = client_as(administrator).post(SETTINGS, sent(**{field: value}))

    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert Network.objects.values().get() == before


def test_the_service_refuses_a_pale_accent_by_itself(administrator, sent, now):
    queries.network()

    with pytest.raises(Invalid) as refusal:
        services.change_network(actor=acting(administrator), values={"accent_light": "#FFFFFF"}, version=1, now=now)

    assert refusal.value.field == "accent_light"


def test_only_administrators_change_the_network(facilitator, amina, now):
    queries.network()

    for person in (facilitator, amina):
        with pytest.raises(NotAllowed):
            services.change_network(actor=acting(person), values={"name": "À moi"}, version=1, now=now)


def test_an_old_version_is_a_conflict(administrator, now):
    queries.network()

    with pytest.raises(Conflict):
        services.change_network(actor=acting(administrator), values={"name": "Vieux"}, version=7, now=now)


def test_the_logo_is_cleaned_shown_and_removed(client_as, administrator, sent, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client = client_as(administrator)

    client.post(SETTINGS, sent(logo_file=picture()))
    logo = Network.objects.get().logo
    with Image.open(logo.path) as kept:
        shape = (kept.format, kept.width)
    not_a_picture = client.post(
        SETTINGS, sent(logo_file=SimpleUploadedFile("l.svg", b"<svg onload='x'/>", "image/png"))
    )
    beside_another = client.post(SETTINGS, sent(logo_file=picture(), new_place="Nulle-Part-sur-Rien"))
    client.post(SETTINGS, sent(removes_logo="on"))

    assert shape == ("WEBP", 480)
    assert (not_a_picture.status_code, list(not_a_picture.context["form"].errors)) == (422, ["logo_file"])
    assert list(beside_another.context["form"].errors) == ["new_place", "logo_file"]
    assert "Choisissez à nouveau ce fichier" in beside_another.content.decode()
    assert not Network.objects.get().logo


def test_the_territory_grows_and_shrinks(client_as, administrator, sent):
    client = client_as(administrator)

    client.post(SETTINGS, sent(new_place="Bretagne"))
    client.post(SETTINGS, sent(kept_places=["region:53"], new_place="Loire-Atlantique"))
    both = Network.objects.get().territory
    page = client.get(SETTINGS).content.decode()
    client.post(SETTINGS, sent(kept_places=["department:44"]))

    assert both == ["region:53", "department:44"]
    assert "Loire-Atlantique" in page
    assert Network.objects.get().territory == ["department:44"]


def test_a_map_style_opens_the_policy_to_its_host_alone(client_as, client, administrator, sent):
    client_as(administrator).post(SETTINGS, sent(map_style_url="https://tuiles.example:8443/style.json"))
    cache.clear()

    policy = client.get("/a-propos/").headers["Content-Security-Policy"]

    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["connect-src"] == "'self' https://tuiles.example:8443"
    assert directives["script-src"] == "'self'"


@pytest.mark.parametrize("address", ["http://a.example/s", "javascript:x", "https://", "data:text/plain,x"])
def test_an_address_that_is_not_https_opens_nothing(address):
    assert policy_with(address)["connect-src"] == ["'self'"]


def test_contrast_is_that_of_the_standard():
    assert contrast(first="#000000", second="#FFFFFF") == pytest.approx(21)
    assert contrast(first="#777777", second="#FFFFFF") == pytest.approx(4.48, abs=0.01)
