"""The pages of money in a real browser: a run on its way, and who may take its next step."""

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Playwright, expect

from tests.web.money_scene import VILLAGE, Village
from tests.web.test_web_pages import TARGETS, TEXT, WIDER, signed_in

RUN = "shili-1"
ROUTE = f"/dividend/run/{RUN}"


@pytest.fixture
def village(playwright: Playwright, address: str) -> Village:
    made = Village(playwright, address)
    made.founded()
    made.registered()
    made.kept_books()
    return made


def state(page: Page) -> Locator:
    return page.locator("[data-test='state']")


def confirmed(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("button", name="下一步").click()
    page.locator("[data-test='confirm']").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_run_is_reviewed_by_who_may_and_by_nobody_else(
    window: BrowserContext, page: Page, village: Village
) -> None:
    village.answered()
    village.drafted(RUN)
    village.step("RUN_COMPUTED", RUN)
    for login in ("auditor", "accountant", "manager"):
        signed_in(window, page, login, ROUTE)
        page.reload()
        expect(state(page)).to_have_attribute("data-state", "COMPUTED")
        expect(page.locator("[data-next='RUN_REVIEWED']")).to_contain_text("等监事来办")
        expect(page.locator("[data-take]")).to_have_count(0)
    signed_in(window, page, "reviewer", ROUTE)
    page.reload()
    expect(page.locator("[data-figure='gross']")).to_contain_text("6,999.99")
    expect(page.locator("[data-holder='M003']")).to_contain_text("冻结")
    page.locator("[data-take='RUN_REVIEWED']").click()
    page.get_by_role("button", name="通过").click()
    confirmed(page)
    expect(state(page)).to_have_attribute("data-state", "REVIEWED")
    expect(page.locator("[data-take]")).to_have_count(0)


def test_a_question_is_answered_where_the_run_waits_for_it(
    window: BrowserContext, page: Page, village: Village
) -> None:
    village.answered("TAX_PRACTICE")
    village.drafted(RUN)
    signed_in(window, page, "accountant", ROUTE)
    expect(page.locator("[data-next='RUN_COMPUTED']")).to_contain_text("先定好 1 件")
    expect(page.locator("[data-take]")).to_have_count(0)
    page.locator("[data-question='TAX_PRACTICE'] button").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="下一步").click()
    expect(dialog.locator("[data-field='choice']")).to_contain_text("这一项要填")
    dialog.get_by_role("button", name="没有", exact=True).click()
    dialog.get_by_label("文件名称").fill("税务答复 3")
    confirmed(page)
    page.locator("[data-take='RUN_COMPUTED']").click()
    confirmed(page)
    expect(state(page)).to_have_attribute("data-state", "COMPUTED")


PHONE_ROUTES = (
    "/dividend", ROUTE, "/rules", "/shares", "/examine", "/books?tab=balances",
    "/books?tab=vouchers", "/books?tab=due", "/books?tab=periods", "/books?tab=bank",
)  # fmt: skip


def test_the_pages_of_money_fit_a_phone_and_a_glove(
    window: BrowserContext, page: Page, village: Village
) -> None:
    village.answered("PUBLISHED_DATA")
    village.drafted(RUN)
    village.step("RUN_COMPUTED", RUN)
    page.set_viewport_size({"width": 390, "height": 844})
    signed_in(window, page, "accountant", "/more")
    expect(page.locator(".list a[href='#/books']")).to_be_visible()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    for route in PHONE_ROUTES:
        asked = "" if "?" not in route else f"&entity={VILLAGE}"
        page.goto(f"/#{route}{asked}")
        expect(page.locator(f"main[data-page='{route.split('?')[0]}'] h1")).not_to_be_empty()
        page.wait_for_load_state("networkidle")
        expect(page.get_by_text("正在取数据")).to_have_count(0)
        assert page.evaluate(WIDER) <= 0, route
        small = page.locator("main *:not(svg *, option, canvas), header *, nav *")
        assert small.evaluate_all(TEXT) == [], route
        targets = page.locator("main button, nav a, main input:not([type=file]), select, summary")
        assert targets.evaluate_all(TARGETS) == [], route
    assert faults == []
