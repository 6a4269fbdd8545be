"""What is typed of a need outlives a closed tab, is offered and not imposed, and is forgotten once sent."""

import pytest

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "Nous cherchons deux cents affiches pour la fête du quartier à Villeurbanne."


def test_a_closed_tab_loses_nothing_and_what_was_sent_is_forgotten(open_page):
    first = open_page("/besoins/deposer/")
    context = first.context
    first.locator("[name=text]").press_sequentially(TEXT[:40])
    first.wait_for_timeout(600)  # it is kept 400 ms after the last key
    first.close()

    page = context.new_page()
    page.goto("/besoins/deposer/")
    offered = page.locator("[data-draft-offer]")
    offered.wait_for(state="visible")
    assert page.input_value("[name=text]") == ""
    page.click("[data-draft-choice=take]")
    assert page.input_value("[name=text]") == TEXT[:40]
    assert offered.is_hidden()

    page.locator("[name=text]").press_sequentially(TEXT[40:])
    page.click("main form button.button--primary")
    page.wait_for_selector("[name=buyer_email]")
    page.locator("[name=title]").fill("")
    page.locator("[name=title]").press_sequentially("Affiches de la fête")
    page.locator("[name=buyer_name]").press_sequentially("Sabine Roche")
    page.wait_for_timeout(600)
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "Affiches de la fête" in kept
    assert "Sabine" not in kept  # others may use the same computer

    page.fill("[name=buyer_email]", "sabine@acheteur.example")
    page.click("button[name=step][value=send]")
    page.wait_for_url("**/besoins/envoye/")
    page.goto("/besoins/deposer/")
    assert page.locator("[data-draft-offer]").is_hidden()
    assert "Affiches" not in page.evaluate("JSON.stringify(localStorage)")


def test_what_was_kept_can_be_dropped(open_page):
    page = open_page("/besoins/deposer/")
    page.locator("[name=text]").press_sequentially(TEXT)
    page.wait_for_timeout(600)

    page.close()
    again = page.context.new_page()
    again.goto("/besoins/deposer/")
    again.click("[data-draft-choice=drop]")
    again.reload()

    assert again.locator("[data-draft-offer]").is_hidden()
    assert again.input_value("[name=text]") == ""
