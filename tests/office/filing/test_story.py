"""At a browser: a seller files, an officer asks for more and registers; a change, a second filing, the end."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytest_django.live_server_helper import LiveServer
from tests.office.at import At
from tests.office.filing.helping import drafted, kept
from tests.office.people import Cast, enterprise

from luoshu.office.filing.models import Application
from luoshu.office.register.policies import runnable_policies

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def key() -> int:
    return Application.objects.latest("pk").pk


@pytest.mark.django_db(transaction=True)
def test_a_contract(
    live_server: LiveServer, browser: Browser, people: Cast, pictures: Path | None, tmp_path: Path
) -> None:
    assert runnable_policies(kept().name), "read before a browser waits for it"
    seller = At(browser, live_server.url, people.operator, pictures)
    seller.goes("/filing/", "filing-empty")
    seller.page.get_by_role("link", name="申请新登记：试验合同").click()
    seller.page.get_by_label("合同总额").fill("很多")
    seller.presses("下一步")
    seller.look("filing-form-errors")
    assert seller.page.locator(".summary a").count() == 3, "two that identify it are missing, and one is no amount"
    seller.page.locator(".summary a").first.click()
    assert seller.page.evaluate("document.activeElement.name || location.hash")
    for label, value in (
        ("合同名称", "主轴热误差补偿技术开发"),
        ("买方名称", "瀍河重工"),
        ("合同总额", "120万"),
        ("技术金额", "130万"),
    ):
        seller.page.get_by_label(label).fill(value)
    seller.page.get_by_label("书面").select_option("是")
    seller.presses("下一步")
    assert "不符合" in seller.page.locator("aside").inner_text(), "the policy says so before anybody decides"
    paper = tmp_path / "合同文本.pdf"
    paper.write_bytes(b"%PDF-1.7")
    seller.page.get_by_role("link", name="附上材料").click()
    seller.look("filing-papers")
    seller.page.locator("input[type=file]").set_input_files(paper)
    seller.page.get_by_role("button", name="附上", exact=True).click()
    seller.look("filing-draft")
    seller.presses("提交申请")
    seller.look("filing-submitted")

    officer = At(browser, live_server.url, people.officer, pictures)
    officer.goes("/filing/desk/", "filing-desk")
    officer.page.get_by_role("link", name="主轴热误差补偿").click()
    officer.look("filing-officer")
    officer.page.get_by_role("link", name="通知补正").click()
    officer.page.get_by_label("要补正什么").fill("技术金额大于合同总额，请核对后更正。")
    officer.look("filing-ask")
    officer.presses("发出通知")

    seller.goes("/filing/", "filing-owed")
    seller.page.get_by_role("link", name="主轴热误差补偿").click()
    assert "请核对后更正" in seller.page.locator("main").inner_text()
    seller.page.get_by_role("link", name="修改内容").click()
    seller.page.get_by_label("技术金额").fill("100万")
    seller.presses("下一步")
    seller.look("filing-supplement")
    seller.presses("补正完毕")

    officer.page.goto(f"{live_server.url}/filing/{key()}/")
    officer.look("filing-given")
    assert "130 万元" in officer.page.locator("main").inner_text(), "what it was stands beside what it is"
    officer.page.get_by_role("link", name="予以登记").click()
    officer.page.get_by_label("登记结论").select_option("予以登记")
    officer.look("filing-register")
    officer.presses("决定予以登记")
    officer.look("filing-registered")
    officer.page.goto(f"{live_server.url}/register/test-contracts/")
    assert "主轴热误差补偿" in officer.page.locator("table").inner_text()
    officer.page.goto(f"{live_server.url}/register/test-contracts/counts")
    assert "有效 1 个" in officer.title

    drafted(people.operator, enterprise(), 合同名称="主轴热误差补偿技术开发")
    seller.page.goto(f"{live_server.url}/filing/{key()}/")
    seller.presses("提交申请")
    assert "已经登记过了" in seller.page.locator(".messages").inner_text()
    seller.look("filing-twice")
    seller.presses("删除草稿")

    seller.look("filing-own")
    seller.page.get_by_role("link", name="变更 主轴热误差补偿").click()
    seller.page.get_by_label("合同总额").fill("150万")
    seller.page.get_by_label("变更原因").fill("补充协议")
    seller.look("filing-change")
    seller.presses("下一步")
    seller.presses("提交申请")
    officer.page.goto(f"{live_server.url}/filing/{key()}/")
    officer.look("filing-change-officer")
    officer.page.get_by_role("link", name="予以变更").click()
    officer.presses("决定予以变更")
    assert "150 万元" in officer.page.locator("main").inner_text()

    seller.page.goto(f"{live_server.url}/filing/")
    seller.page.get_by_role("link", name="注销 主轴热误差补偿").click()
    seller.page.get_by_label("注销原因").fill("合同终止")
    seller.presses("下一步")
    seller.presses("提交申请")
    officer.page.goto(f"{live_server.url}/filing/{key()}/register/")
    officer.look("filing-cancel-officer")
    officer.presses("决定予以注销")
    seller.goes("/filing/", "filing-after")
    assert "已注销" in seller.page.locator("main").inner_text()
