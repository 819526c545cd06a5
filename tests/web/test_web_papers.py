"""Papers in a real browser: files with their Chinese names; a refusal is told, not saved."""

from io import BytesIO

from openpyxl import load_workbook
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.web.money_scene import Village
from tests.web.test_web_money import ROUTE, RUN
from tests.web.test_web_pages import signed_in


def test_an_accountant_takes_the_papers_of_a_run(
    window: BrowserContext, page: Page, playwright: Playwright, address: str
) -> None:
    village = Village(playwright, address)
    village.founded()
    village.registered()
    village.kept_books()
    village.answered("PUBLISHED_DATA")
    village.drafted(RUN)
    village.step("RUN_COMPUTED", RUN)
    signed_in(window, page, "accountant", ROUTE)
    page.reload()
    with page.expect_download() as taken:
        page.locator("[data-test='paper-xlsx']").click()
    assert taken.value.suggested_filename == f"分红报表_{RUN}.xlsx"
    assert load_workbook(BytesIO(taken.value.path().read_bytes())).sheetnames
    page.locator("[data-test='notice']").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("向谁提异议").fill("村委会 0579-87000000")
    dialog.get_by_role("button", name="下一步").click()
    page.locator("[data-test='confirm']").click()
    expect(dialog.get_by_role("alert")).to_contain_text("PUBLISHED_DATA")
