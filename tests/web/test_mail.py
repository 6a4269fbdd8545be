"""The e-mails that a development instance keeps instead of sending."""

import pytest
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from maillage.web.mail import FileBackend

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, settings):
    settings.MAILLAGE_MAIL_FOLDER = tmp_path
    settings.MAILLAGE_DEVELOPMENT = True
    return tmp_path


def keep(folder, **changes):
    message = EmailMultiAlternatives("Votre code", "Le code est 1234.", "reseau@exemple.fr", ["amina@exemple.fr"])
    message.attach_alternative("<p>Le code est <b>1234</b>.</p><script>alert(1)</script>", "text/html")
    FileBackend(folder=str(folder), alias="default").send_messages([message])


def test_a_kept_message_is_listed_and_read_without_its_scripts(folder, client):
    keep(folder)

    listed = client.get(reverse("web:mail_list")).content.decode()
    name = next(folder.glob("*.eml")).stem
    read = client.get(reverse("web:mail_message", args=[name])).content.decode()

    assert "Votre code" in listed
    assert "<b>1234</b>" in read
    assert "alert(1)" not in read


@pytest.mark.parametrize("name", ["..", "00000000-0000-0000-0000-000000000000", "x"])
def test_no_other_file_is_read(folder, client, name):
    assert client.get(f"/dev/mail/{name}/").status_code == 404


def test_nothing_is_shown_by_an_instance_that_others_reach(folder, client, settings):
    settings.MAILLAGE_DEVELOPMENT = False

    assert client.get(reverse("web:mail_list")).status_code == 404
