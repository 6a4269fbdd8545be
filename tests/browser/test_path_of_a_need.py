"""From a few words to a published reference: a buyer, the office and two co-operatives, each in a browser of their own.

With `MAILLAGE_SCREENSHOTS` naming a folder, each step leaves its picture there.
"""

import os
import re
from pathlib import Path

import pytest

from maillage.directory.models import OrganizationSkill, Reference, Skill
from maillage.matching.models import Answer, Brief, Coproduction, SignOff
from tests.directory.profiles import rows
from tests.directory.search import corpus

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
NEED = (
    "Nous sommes une association de quartier à Lyon et cherchons un film court et des affiches pour notre fête, "
    "avant le 15 mai. Budget : entre 6 000 et 9 000 euros."
)


@pytest.fixture
def picture():
    folder, taken = os.environ.get("MAILLAGE_SCREENSHOTS"), [0]

    def take(page, name):
        if folder:
            taken[0] += 1
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=f"{folder}/{taken[0]:02}-{name}.png", full_page=True)

    return take


@pytest.fixture
def partners(la_bobine, le_fournil, amina, driss):
    """La Bobine films in Lyon, Le Fournil prints posters there."""
    corpus.load_taxonomy()
    for organization, slug in ((la_bobine, "audiovisuel"), (le_fournil, "imprimerie")):
        rows.listed(organization, headcount_band="11")
        rows.office(organization)
        skill = Skill.objects.get(slug=slug)
        OrganizationSkill.objects.create(organization=organization, skill=skill, source="organization")
    return {"La Bobine": amina, "Le Fournil": driss}


def link_in(messages, address, pattern):
    """Give the latest private address that somebody was sent."""
    told = [message.body for message in messages if address in message.to and re.search(pattern, message.body)]
    return re.search(pattern, told[-1])[0]


def review(page, quote=""):
    """Give the best marks, and perhaps a sentence that may be shown."""
    for criterion in ("quality", "deadlines", "communication", "budget", "cooperation"):
        page.locator(f"form [name={criterion}][value='5'], form select[name={criterion}]").first.evaluate(
            "field => { if (field.tagName === 'SELECT') field.value = '5'; else field.checked = true; }"
        )
    if quote:
        page.fill("[name=public_quote]", quote)
        page.check("[name=has_quote_consent]")
    page.locator("main form button.button--primary").click()
    page.wait_for_selector(".notice--success")


def publish(lead, partner, work):
    """Have the lead propose, the other agree, and the lead publish."""
    lead.goto(f"/o/la-bobine/coproductions/{work.pk}/publication/")
    lead.click("main form button.button--primary")
    lead.wait_for_url(lambda url: "/publication/" not in url)
    partner.goto(f"/o/le-fournil/coproductions/{work.pk}/")
    partner.locator("form[action$='/publication/accord/'] button").first.click()
    partner.wait_for_load_state()
    lead.reload()
    lead.locator("form[action$='/publication/accord/'] button.button--primary").click()
    lead.wait_for_load_state()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_from_text_to_published_reference(
    open_page,
    check_accessibility,
    work_off,
    mailoutbox,
    picture,
    partners,
    facilitator,
    la_bobine,
    le_fournil,
    now,
    language,
):
    speak = f"?lang={language}"

    # The buyer says what is needed; no account.
    buyer = open_page(f"/besoins/deposer/{speak}")
    buyer.fill("[name=text]", NEED)
    buyer.click("main form button.button--primary")
    buyer.wait_for_selector("[name=buyer_email]")
    assert buyer.locator("[name=skills]:checked").count() >= 2
    if not buyer.is_checked("[name=is_split]"):
        buyer.check("[name=is_split]")
    buyer.fill("[name=buyer_name]", "Sabine Roche")
    buyer.fill("[name=buyer_email]", "sabine@acheteur.example")
    check_accessibility(buyer)
    picture(buyer, f"{language}-need")
    buyer.click("button[name=step][value=send]")
    buyer.wait_for_url(re.compile("/besoins/envoye/"))
    work_off()
    buyer.goto(link_in(mailoutbox, "sabine@acheteur.example", r"/besoins/suivi/[^\s/]+/"))
    buyer.click("form[action$='/confirmation/'] button")
    buyer.wait_for_selector("[name=text]")
    work_off()
    brief = Brief.objects.across_scopes(reason="test").get()
    assert brief.state == "new"

    # The office keeps both on the shortlist, and invites them.
    office = open_page(f"/reseau/besoins/{speak}", user=facilitator)
    office.click(f"a[href='/reseau/besoins/{brief.number}/']")
    office.wait_for_url(re.compile(f"/{brief.number}/"))
    office.goto(f"/reseau/besoins/{brief.number}/groupements/")
    check_accessibility(office)
    picture(office, f"{language}-teams")
    office.locator("form[action$='/groupements/choix/'] button").first.click()
    office.wait_for_load_state()
    office.goto(f"/reseau/besoins/{brief.number}/")
    if not office.locator("form[action$='/invitations/'] [name=count]").is_visible():
        office.locator("details:has(form[action$='/invitations/']) > summary").click()
    office.fill("form[action$='/invitations/'] [name=count]", "2")
    office.click("form[action$='/invitations/'] button[type=submit]")
    office.wait_for_load_state()
    picture(office, f"{language}-brief")
    work_off()

    # Each says yes by one link, without a password.
    for person in partners.values():
        invited = open_page(link_in(mailoutbox, person.email, r"/sollicitations/[^\s/]+/") + speak)
        check_accessibility(invited)
        invited.click("form[action$='/oui/'] button")
        invited.wait_for_selector(".notice--success")
    work_off()

    # The office forms the group of those who accepted.
    office.goto(f"/reseau/besoins/{brief.number}/groupements/")
    office.select_option(".consortium-new [name=lead]", str(la_bobine.pk))
    office.click(".consortium-new button[type=submit]")
    office.wait_for_selector("article.consortium")
    picture(office, f"{language}-group")
    work_off()
    answer = Answer.objects.across_scopes(reason="test").get()

    # Partners write: amounts, then how they work.
    lead = open_page(f"/o/la-bobine/reponses/{answer.pk}/{speak}", user=partners["La Bobine"])
    for place, amount in enumerate(("5 200,50", "2 300")):
        lead.goto(f"/o/la-bobine/reponses/{answer.pk}/")
        lead.locator("a[href*='/parties/']:not([href$='/nouvelle/'])").nth(place).click()
        lead.fill("[name=amount]", amount)
        lead.click("main form button.button--primary")
        lead.wait_for_url(re.compile("#parts"))
    lead.goto(f"/o/la-bobine/reponses/{answer.pk}/textes/method/")
    lead.fill("[name=text]", "Une rencontre, deux jours de tournage, un montage relu ensemble.")
    lead.click("main form button.button--primary")
    lead.wait_for_url(re.compile("#method"))
    check_accessibility(lead)
    picture(lead, f"{language}-draft")
    lead.click("form[action$='/signature/demande/'] button")
    lead.wait_for_selector("[name=agrees]")
    work_off()

    # Both sign the same fingerprint.
    partner = open_page(f"/o/le-fournil/reponses/{answer.pk}/{speak}", user=partners["Le Fournil"])
    for page, name in ((lead, "Amina Belkacem"), (partner, "Driss Essaïdi")):
        page.reload()
        page.fill("[name=name]", name)
        page.check("[name=agrees]")
        page.click("form[action$='/signature/'] button")
        page.wait_for_selector(".notice--success")
    picture(partner, f"{language}-signed")
    assert SignOff.objects.across_scopes(reason="test").count() == 2
    work_off()

    # The office sends; the buyer asks, and chooses.
    office.goto(f"/reseau/besoins/{brief.number}/")
    office.click("form[action$='/envoi/'] button")
    office.wait_for_load_state()
    work_off()
    buyer.goto(link_in(mailoutbox, "sabine@acheteur.example", r"/besoins/suivi/[^\s/]+/reponses/"))
    check_accessibility(buyer)
    picture(buyer, f"{language}-answer")
    buyer.fill("form[action$='/choix/'] textarea", "Merci à vous deux.")
    buyer.click("form[action$='/choix/'] button")
    buyer.wait_for_selector(".answer-column--chosen")
    work_off()
    answer.refresh_from_db()
    brief.refresh_from_db()
    assert (answer.state, brief.state) == ("awarded", "awarded")

    # It became common work; delivered, reviewed by all three, published on both pages.
    work = Coproduction.objects.across_scopes(reason="test").get(answer=answer)
    home = f"/o/la-bobine/coproductions/{work.pk}/"
    lead.goto(home)
    check_accessibility(lead)
    picture(lead, f"{language}-work")
    for target in ("running", "delivered"):
        lead.locator(f"form[action$='/etat/'] button[value={target}]").click()
        lead.wait_for_load_state()
    work_off()
    buyer.goto(link_in(mailoutbox, "sabine@acheteur.example", r"/coproductions/avis/[^\s/]+/"))
    review(buyer, quote="Ils ont écouté, puis ils ont fait.")
    for page, slug in ((lead, "la-bobine"), (partner, "le-fournil")):
        page.goto(f"/o/{slug}/coproductions/{work.pk}/avis/")
        review(page)
    picture(partner, f"{language}-review")
    publish(lead, partner, work)
    titles = set(Reference.objects.across_scopes(reason="test").values_list("organization__slug", "title"))
    assert {slug for slug, _title in titles} == {"la-bobine", "le-fournil"}
    buyer.goto(f"/annuaire/la-bobine/{speak}")
    assert "Le Fournil" in buyer.locator("main").inner_text()
    picture(buyer, f"{language}-reference")
