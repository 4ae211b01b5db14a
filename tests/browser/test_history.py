"""What happened to a card and to a board, the board as it was, what changed since, and bringing it back."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.boards import Team
from tests.browser.test_accessible import is_clean

pytestmark = pytest.mark.browser


def deeds(where: Page | Locator) -> Locator:
    """Return what is told, newest first, without when it was."""
    return where.get_by_role("list", name="What happened").get_by_role("listitem")


async def test_a_card_says_what_happened_to_it_and_keeps_up(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "plan")
    bo = await team.join("Bo")
    sheet = await team.ann.open_card("plan")
    await sheet.get_by_role("button", name="Activity").press("Enter")
    await expect(deeds(sheet)).to_contain_text(["added it to To do"])
    await expect(deeds(sheet)).to_contain_text(["Ann"])
    await bo.card("plan").focus()
    await bo.page.keyboard.press("Alt+ArrowRight")
    await expect(deeds(sheet).first).to_contain_text("moved it from To do to Doing")
    await expect(deeds(sheet).first).to_contain_text("Bo")
    await sheet.get_by_label("Write a comment").fill("Looks good.")
    await sheet.get_by_role("button", name="Comment", exact=True).click()
    await expect(deeds(sheet)).to_contain_text(["commented: Looks good.", "moved it", "added it"])
    await is_clean(page)
