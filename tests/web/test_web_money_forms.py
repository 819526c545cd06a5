"""What papers prove is entered on the pages of money: vouchers, members, shares, offices, rules."""

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, Playwright, Route, expect

from tests.dashboard.harness import password
from tests.web.money_scene import PAPER, VILLAGE, Village
from tests.web.test_web_money import confirmed
from tests.web.test_web_pages import TARGETS, TEXT, WIDER, signed_in


@pytest.fixture
def village(playwright: Playwright, address: str) -> Village:
    made = Village(playwright, address)
    made.founded()
    made.registered()
    return made


def asked(page: Page) -> Locator:
    return page.get_by_role("dialog")


def onward(page: Page) -> None:
    asked(page).get_by_role("button", name="下一步").click()


def agreed(page: Page, word: str) -> None:
    asked(page).get_by_label("第二人姓名").fill("manager")
    asked(page).get_by_label("第二人密码").fill(word)
    page.locator("[data-test='confirm']").click()


def entered(page: Page, kind: str) -> None:
    page.locator(f"[data-act='{kind}']").first.click()


def proven(page: Page) -> None:
    asked(page).get_by_label("文件名称").fill("成员大会决议")
    confirmed(page)


def answer_lost_once(page: Page) -> list[str]:
    """The voucher is booked and the first answer never arrives; the ids sent."""
    sent: list[str] = []

    def answer(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        sent.append(str((route.request.post_data_json or {})["entry_id"]))
        if len(sent) > 1:
            route.continue_()
        else:
            route.fetch()
            route.abort()

    page.route("**/vouchers", answer)
    return sent


def taken_back(page: Page) -> None:
    page.locator(".line", has_text="期初余额").click()
    page.locator("[data-test='take-back']").click()
    asked(page).get_by_label("理由").fill("记错科目")
    onward(page)
    agreed(page, password("manager"))
    expect(asked(page)).to_have_count(0)
    expect(page.locator(".line", has_text="期初余额")).to_have_count(2)


def test_a_voucher_by_hand_balances_is_refused_mended_and_booked_once(
    window: BrowserContext, page: Page, village: Village
) -> None:
    village.kept_books()
    signed_in(window, page, "accountant", f"/books?tab=vouchers&entity={VILLAGE}")
    page.locator("[data-test='hand']").click()
    dialog, day = asked(page), f"{village.year}-12-29"
    dialog.get_by_label("摘要").fill("期初余额")
    first, second = dialog.locator("[data-row='0']"), dialog.locator("[data-row='1']")
    first.get_by_label("科目").select_option("102")
    first.get_by_label("借").fill("1234567.89")
    second.get_by_label("科目").select_option("301")
    second.get_by_label("贷").fill("1234567.80")
    onward(page)
    expect(dialog.locator("[data-test='together']")).to_contain_text("差 0.09 元")
    second.get_by_label("贷").fill("1234567.89")
    expect(dialog.locator("[data-test='sum']")).to_contain_text("1,234,567.89 元，两边相等")
    onward(page)
    agreed(page, password("manager"))
    expect(dialog.get_by_role("alert")).to_contain_text("期间")
    dialog.get_by_role("button", name="上一步").click()
    expect(first.get_by_label("借")).to_have_value("1234567.89")
    dialog.get_by_label("日期").fill(day)
    onward(page)
    sent = answer_lost_once(page)
    agreed(page, password("manager"))
    expect(dialog.get_by_role("alert")).to_be_visible()
    agreed(page, password("manager"))
    expect(dialog).to_have_count(0)
    assert len(sent) == 2 and len(set(sent)) == 1
    expect(page.locator(".line", has_text="期初余额")).to_have_count(1)
    expect(page.locator(".line", has_text="期初余额")).to_contain_text("1,234,567.89")
    taken_back(page)


def test_a_member_joins_gets_shares_and_the_household_splits(
    window: BrowserContext, page: Page, village: Village
) -> None:
    signed_in(window, page, "accountant", f"/shares?entity={VILLAGE}")
    entered(page, "MEMBER_GAIN")
    asked(page).get_by_label("编号").fill("M004")
    asked(page).get_by_label("户号").fill("H2")
    asked(page).get_by_role("button", name="出生").click()
    proven(page)
    page.locator("[data-member='M004'] button").click()
    entered(page, "ISSUE")
    onward(page)
    expect(asked(page).locator("[data-field='lot0']")).to_contain_text("这一项要填")
    asked(page).get_by_label("人口股").fill("0.5")
    proven(page)
    expect(page.locator("[data-member='M004']")).to_contain_text("0.50")
    entered(page, "HOUSEHOLD_SPLIT")
    asked(page).get_by_label("新户号").fill("H3")
    proven(page)
    expect(page.locator("[data-member='M004']")).to_contain_text("H3")
    expect(page.locator("[data-member='M003']")).to_contain_text("H2")


def test_an_estate_goes_to_an_heir_who_is_first_admitted(
    window: BrowserContext, page: Page, village: Village
) -> None:
    signed_in(window, page, "accountant", f"/shares?entity={VILLAGE}")
    page.locator("[data-member='M002'] button").click()
    expect(page.locator("[data-act='INHERIT']")).to_have_count(0)
    page.get_by_role("button", name="去世，继承待定").click()
    proven(page)
    entered(page, "INHERIT")
    heir = asked(page).locator("[data-row='0']")
    heir.get_by_label("编号").fill("M009")
    heir.get_by_label("人口股").fill("1")
    asked(page).get_by_label("文件名称").fill("公证书")
    onward(page)
    page.locator("[data-test='confirm']").click()
    expect(asked(page).get_by_role("alert")).to_contain_text("M009")
    asked(page).get_by_role("button", name="上一步").click()
    expect(asked(page).get_by_role("alert")).to_contain_text("M009")
    heir.get_by_label("编号").fill("M001")
    confirmed(page)
    expect(page.locator("[data-member='M001']")).to_contain_text("2.00")


def test_an_organisation_its_capital_and_an_office_that_collides(
    window: BrowserContext, page: Page, village: Village
) -> None:
    signed_in(window, page, "accountant", f"/books?tab=parties&entity={VILLAGE}")
    entered(page, "PARTY")
    asked(page).get_by_label("单位代号").fill("gongsi")
    asked(page).get_by_label("单位名称").fill("示例公司")
    asked(page).get_by_role("button", name="公司", exact=True).click()
    proven(page)
    company = page.locator("[data-party='gongsi']")
    company.locator("[data-act='CAPITAL_REGISTERED']").click()
    asked(page).get_by_label("注册资本").fill("1000000")
    expect(asked(page)).to_contain_text("1,000,000.00 元")
    proven(page)
    expect(company).to_contain_text("注册资本 1,000,000.00 元")
    collective = page.locator(f"[data-party='{VILLAGE}']")
    collective.locator("[data-act='ROLE_GIVEN']").click()
    asked(page).get_by_label("人员编号").fill("P-accountant")
    asked(page).get_by_label("任什么职").select_option("SUPERVISOR")
    asked(page).get_by_label("文件名称").fill("任命书")
    onward(page)
    page.locator("[data-test='confirm']").click()
    expect(asked(page).get_by_role("alert")).to_contain_text("农村集体经济组织法第三十四条")
    asked(page).get_by_role("button", name="上一步").click()
    asked(page).get_by_label("人员编号").fill("P-other")
    confirmed(page)
    expect(collective.locator("[data-office='SUPERVISOR']", has_text="P-other")).to_be_visible()
    collective.locator("[data-office='ACCOUNTANT'] button").click()
    proven(page)
    expect(collective.locator("[data-office='ACCOUNTANT']")).to_have_count(0)


def test_a_company_adopts_its_rules_and_somebody_else_signs_them(
    window: BrowserContext, page: Page, village: Village
) -> None:
    founded = village.deed("PARTY", village.first, proof=PAPER, party_kind="COMPANY", title="公司")
    village.post("/parties/deeds", {"deeds": [{**founded, "entity": "gongsi"}]})
    signed_in(window, page, "accountant", "/rules?entity=gongsi")
    page.locator("[data-test='adopt']").click()
    told = {
        "任意公积金比例": "5", "分红比例": "87.25", "通过所需表决权": "66.67",
        "几个月内付清": "7", "会议通知天数": "15",
    }  # fmt: skip
    for label, text in told.items():
        asked(page).get_by_label(label).fill(text)
    onward(page)
    expect(asked(page).locator("[data-field='rule.pay_months']")).to_contain_text("1 到 6 个月")
    asked(page).get_by_label("几个月内付清").fill("6")
    proven(page)
    expect(page.locator("[data-rule='payout_bp']")).to_contain_text("87.25 %")
    expect(page.locator("[data-rule='payout_bp']")).to_contain_text("未核实")


FORMS = (
    (f"/books?tab=vouchers&entity={VILLAGE}", "[data-test='hand']"),
    (f"/shares?entity={VILLAGE}", "[data-act='SHARE_CLASS']"),
    (f"/books?tab=parties&entity={VILLAGE}", "[data-act='PARTY']"),
    (f"/books?tab=parties&entity={VILLAGE}", "[data-act='ROLE_GIVEN']"),
)


def test_the_forms_fit_a_phone_and_a_glove(
    window: BrowserContext, page: Page, village: Village
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    signed_in(window, page, "accountant", "/more")
    expect(page.locator(".list a[href='#/books']")).to_be_visible()
    for route, opener in FORMS:
        page.goto(f"/#{route}")
        page.locator(opener).first.click()
        onward(page)
        assert page.evaluate(WIDER) <= 0, route
        assert asked(page).evaluate("e => e.scrollWidth - e.clientWidth") <= 0, route
        shown = page.locator("main *:not(svg *, option, datalist *), dialog *:not(option)")
        assert shown.evaluate_all(TEXT) == [], route
        targets = page.locator("main button, dialog button, dialog input:not([type=file]), select")
        assert targets.evaluate_all(TARGETS) == [], route
        asked(page).get_by_role("button", name="取消").click()


def test_who_only_looks_finds_no_form(window: BrowserContext, page: Page, village: Village) -> None:
    signed_in(window, page, "auditor", f"/shares?entity={VILLAGE}")
    expect(page.locator("[data-member='M001']")).to_be_visible()
    expect(page.locator("[data-act]")).to_have_count(0)
    page.goto(f"/#/books?tab=parties&entity={VILLAGE}")
    expect(page.locator(f"[data-party='{VILLAGE}']")).to_be_visible()
    expect(page.locator("[data-act]")).to_have_count(0)
    page.goto(f"/#/books?tab=vouchers&entity={VILLAGE}")
    expect(page.locator("[data-test='vouchers']")).to_be_visible()
    expect(page.locator("[data-test='hand']")).to_have_count(0)
