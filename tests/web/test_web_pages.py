"""The built page in a real browser, on a real dashboard: what people see and press."""

import re
import subprocess

from playwright.sync_api import BrowserContext, Page, expect

from tests.dashboard.harness import password

TEXT = (
    "els => els.filter(e => e.checkVisibility() && e.textContent.trim() && "
    "[...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) && "
    "parseFloat(getComputedStyle(e).fontSize) < 16.9).map(e => e.outerHTML.slice(0, 160))"
)
TARGETS = (
    "els => els.filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 47.5)"
    ".map(e => e.outerHTML.slice(0, 160))"
)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
HIGHER = "document.documentElement.scrollHeight - document.documentElement.clientHeight"


def signed_in(window: BrowserContext, page: Page, login: str, route: str = "/") -> None:
    body = {"name": login, "password": password(login)}
    assert window.request.post("/api/v1/login", data=body).ok
    page.goto(f"/#{route}")


def test_a_person_signs_in_and_a_wrong_password_is_told_in_words(page: Page) -> None:
    page.goto("/#/alarms")
    page.get_by_label("姓名").fill("operator")
    page.get_by_label("密码").fill("wrong-password")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_contain_text("姓名或密码不对")
    page.get_by_label("密码").fill(password("operator"))
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_url(re.compile("#/alarms$"))
    expect(page.locator("[data-alarm='oxygen_low@1-01']")).to_contain_text("溶氧低")


def test_every_tank_has_its_tile_and_the_overview_fits_a_desk_screen(
    window: BrowserContext, page: Page
) -> None:
    signed_in(window, page, "viewer")
    for tank, text in (("1-01", "5.1"), ("1-02", "7.9"), ("1-03", "8.0"), ("1-04", "8.1")):
        expect(page.locator(f".tiles a[href='#/tank/{tank}']")).to_contain_text(text)
    expect(page.locator(".tiles a[href='#/tank/1-01']")).to_contain_text("↓13分")
    expect(page.locator(".tiles a[href='#/tank/1-02']")).to_contain_text("25分")
    expect(page.locator("h1")).to_contain_text("1 口池在变坏，最短还有 13 分钟")
    assert page.evaluate(HIGHER) <= 0
    assert page.evaluate(WIDER) <= 0


def test_an_alarm_is_acknowledged_with_one_press(window: BrowserContext, page: Page) -> None:
    signed_in(window, page, "operator", "/alarms")
    row = page.locator("[data-alarm='oxygen_low@1-01']")
    expect(row).to_contain_text("未确认")
    expect(row.locator(".unseen")).to_have_count(1)
    row.get_by_role("button", name="确认", exact=True).click()
    expect(row).to_contain_text("已确认")
    expect(row).to_contain_text("operator")
    expect(page.locator(".unseen")).to_have_count(0)


def test_a_viewer_sees_alarms_but_no_button_to_acknowledge(
    window: BrowserContext, page: Page
) -> None:
    signed_in(window, page, "viewer", "/alarms")
    expect(page.locator("[data-alarm='oxygen_low@1-01']")).to_contain_text("未确认")
    expect(page.locator("[data-test='acknowledge']")).to_have_count(0)


def test_the_language_changes_everywhere_and_is_remembered(
    window: BrowserContext, page: Page
) -> None:
    signed_in(window, page, "viewer")
    expect(page.locator("nav")).to_contain_text("总览")
    page.locator("[data-test='language']").click()
    expect(page.locator("nav")).to_contain_text("Overview")
    expect(page.locator("h1")).to_contain_text("1 tank getting worse")
    page.reload()
    expect(page.locator("nav")).to_contain_text("Overview")
    assert page.evaluate("document.documentElement.lang") == "en"


def test_a_command_restates_itself_and_an_off_asks_a_second_person(
    window: BrowserContext, page: Page
) -> None:
    signed_in(window, page, "operator", "/tank/1-02")
    row = page.locator("[data-output='1-02.emergency_valve']")
    row.get_by_role("button", name="手动…").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="下一步")).to_be_disabled()
    dialog.get_by_role("button", name="演练").click()
    dialog.get_by_role("button", name="关", exact=True).click()
    dialog.get_by_role("button", name="下一步").click()
    confirm = dialog.get_by_role("button", name="确认，关掉应急增氧")
    expect(confirm).to_be_disabled()
    dialog.get_by_label("第二人姓名").fill("operator2")
    dialog.get_by_label("第二人密码").fill(password("operator2"))
    confirm.click()
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("status").filter(has_text="已执行")).to_be_visible()


def test_deaths_are_previewed_saved_and_listed(window: BrowserContext, page: Page) -> None:
    signed_in(window, page, "operator", "/production")
    page.locator("[data-kind='MORT']").click()
    page.get_by_role("button", name="1-02", exact=True).click()
    page.locator("[data-field='count_heads']").fill("3")
    expect(page.locator("[data-test='preview']")).to_contain_text("将记下")
    expect(page.locator("[data-test='preview']")).to_contain_text("1-02 池死 3 尾")
    page.locator("[data-test='save']").click()
    expect(page.locator("li[data-event]").first).to_contain_text("1-02 池死 3 尾")


def test_old_values_are_struck_when_the_controller_is_away(
    window: BrowserContext, page: Page, farm: "subprocess.Popen[str]"
) -> None:
    signed_in(window, page, "viewer")
    tile = page.locator(".tiles a[href='#/tank/1-02']")
    expect(tile.locator(".oxygen")).to_have_text("7.9")
    expect(page.locator(".tiles .struck")).to_have_count(0)
    assert farm.stdin is not None
    farm.stdin.write("away\n")
    farm.stdin.flush()
    expect(page.locator("[data-test='contact']")).to_contain_text("控制器没有应答")
    expect(tile.locator(".oxygen.struck")).to_have_text("7.9")
    expect(tile).to_contain_text("秒前")


PHONE_ROUTES = (
    "/", "/tanks", "/tank/1-01", "/alarms", "/entry", "/entry/MORT", "/production", "/yield",
    "/dividend", "/devices", "/wires", "/more",
)  # fmt: skip


def test_no_page_is_wider_than_a_phone_nor_smaller_than_a_glove(
    window: BrowserContext, page: Page
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    signed_in(window, page, "manager")
    expect(page.locator("header")).to_contain_text("1 个报警，1 个没人认")
    for route in PHONE_ROUTES:
        page.goto(f"/#{route}")
        expect(page.locator(f"main[data-page='{route}']")).not_to_be_empty()
        page.wait_for_load_state("networkidle")
        expect(page.get_by_text("正在取数据")).to_have_count(0)
        assert page.evaluate(WIDER) <= 0, route
        small = page.locator("main *:not(svg *, option, canvas), header *, nav *")
        assert small.evaluate_all(TEXT) == [], route
        targets = page.locator("main button, nav a, .list a, main input:not([type=file]), select")
        assert targets.evaluate_all(TARGETS) == [], route


def test_the_page_obeys_its_own_content_policy(window: BrowserContext, page: Page) -> None:
    faults: list[str] = []
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    signed_in(window, page, "manager")
    for route in (
        "/",
        "/tank/1-01",
        "/alarms",
        "/production",
        "/yield",
        "/devices",
        "/wires",
        "/wall",
    ):
        page.goto(f"/#{route}")
        page.wait_for_load_state("networkidle")
        expect(page.locator("#page > *").first).to_be_visible()
    expect(page.locator(".screen .tile")).to_have_count(4)
    assert faults == []


def test_the_wires_say_what_is_wrong_and_open_to_the_station(
    window: BrowserContext, page: Page
) -> None:
    signed_in(window, page, "operator", "/wires")
    expect(page.locator(".head")).to_contain_text("1 台设备不应答。 1 项参数不符。")
    expect(page.locator(".finding")).to_contain_text("读到 0，应为 1")
    expect(page.locator(".finding")).to_contain_text("不自动控制")
    line = page.locator("[data-line='s1-do-a']")
    expect(line).to_contain_text("45")
    expect(line).to_contain_text("没应答 2")
    line.get_by_role("button").click()
    station = page.locator("[data-station='s1-01-do-a']")
    expect(station).to_contain_text("1-01 池 溶解氧 A、水温")
    expect(station).to_contain_text("最慢已到上限的 90 %")
    expect(station).to_contain_text("不应答，隔一会再问")
    expect(station).to_contain_text("没有型号文件")
