"""What somebody has added in an e-mail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.matching.rules.mail_in import MailKind, read_mail
from maillage.matching.rules.mail_text import text_of_html, without_quotes
from tests.matching.mails import absence, bounce, outlook, thunderbird, with_files

TO = "besoin+b@reseau.example"
ANSWER = "Oui, pour le 12 mars."


@pytest.mark.parametrize(
    "below",
    [
        "Le 24/11/2026 à 10:12, Fil à fil a écrit :\n> Pour quand ?",
        "Le mar. 24 nov. 2026 à 10:12, Fil à fil <besoin+x@reseau.example> a\nécrit :\n\n> Pour quand ?",
        "Le mar. 24 nov. 2026 à 10:12, Fil à fil\n<besoin+x@reseau.example> a écrit :\n\n> Pour quand ?",
        "On Tue, Nov 24, 2026 at 10:12 AM Fil à fil <besoin@reseau.example> wrote:\n> When?",
        "-----Message d'origine-----\nDe : Fil à fil\nPour quand ?",
        "________________________________\nDe : Fil à fil <x@y.example>\nEnvoyé : mardi\nÀ : MJ\nObjet : Votre besoin\n\nPour quand ?",
        "De : Fil à fil <x@y.example>\nEnvoyé : mardi 24 novembre 2026\nÀ : MJ\nObjet : Votre besoin\n\nPour quand ?",
        "From: Fil à fil <x@y.example>\nSent: Tuesday\nTo: MJ\nSubject: Your need\n\nWhen?",
        "-- \nSabine Roche\nDirectrice",
        "Envoyé de mon iPhone\n\n> Le 24 nov. 2026 à 10:12, Fil à fil a écrit :\n> \n> Pour quand ?",
        "Obtenez Outlook pour Android\n________________________________\nDe : x",
    ],
)
def test_what_is_answered_to_is_left_out(below):
    assert without_quotes(f"{ANSWER}\n\n{below}") == ANSWER


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Le 12, Jean a écrit :\n> Combien ?\n200.\n> Où ?\nÀ Lyon.", "200.\nÀ Lyon."),
        ("> Combien ?\n\n200 affiches.", "200 affiches."),
        ("De mon côté : tout va bien.\nÀ bientôt", "De mon côté : tout va bien.\nÀ bientôt"),
        ("Le 12 mars, nous ouvrons.", "Le 12 mars, nous ouvrons."),
        ("> tout est cité", "tout est cité"),
        ("", ""),
    ],
)
def test_answers_between_lines_and_plain_words_stay(text, found):
    assert without_quotes(text) == found


@given(st.text(max_size=400))
def test_no_text_breaks_the_reader(text):
    assert isinstance(without_quotes(text), str)
    assert isinstance(text_of_html(text), str)


@given(st.binary(max_size=600))
def test_no_bytes_break_the_reader(raw):
    assert read_mail(raw).kind in set(MailKind)


def test_a_plain_answer():
    mail = read_mail(thunderbird(TO))

    assert (mail.kind, mail.sender, mail.recipients, mail.mail_id) == (
        MailKind.MESSAGE,
        "mj@exemple.fr",
        (TO,),
        "<aa11@exemple.fr>",
    )
    assert mail.text == "Bonjour,\n\nIl nous les faut pour le 12 mars.\n\nBien à vous,\nSabine"


def test_an_html_answer_in_another_charset():
    assert read_mail(outlook(TO)).text == "Bonjour,\nOui, 200 affiches & 50 flyers : c’est cela.\nCordialement"


def test_files_are_told_from_the_pictures_of_signatures():
    mail = read_mail(with_files(TO))

    assert (mail.text, [one.name for one in mail.joined]) == ("Voici le plan.", ["plan été.pdf", "facture.exe"])


def test_automatic_answers_and_bounces_are_no_messages():
    refused = read_mail(bounce(TO))

    assert read_mail(absence(TO)).kind is MailKind.AUTOMATIC
    assert (refused.kind, refused.refused) == (MailKind.BOUNCE, "mj@exemple.fr")
    assert "User unknown" in refused.reason
    assert read_mail(bounce(TO, action="delayed")).kind is MailKind.DELAY


@pytest.mark.parametrize(
    "head",
    [
        "Precedence: bulk", "X-Autoreply: yes", "Auto-Submitted: auto-generated", "Subject: Automatic reply: hello",
        "From: no-reply@service.example",
    ],
)  # fmt: skip
def test_what_programs_write_is_automatic(head):
    assert (
        read_mail(f"From: a@b.example\nTo: {TO}\n{head}\n\nBonjour".encode()).kind is MailKind.AUTOMATIC
        if not (head.startswith("From"))
        else read_mail(f"To: {TO}\n{head}\n\nBonjour".encode()).kind is MailKind.AUTOMATIC
    )
