"""交款账户印在通知书上：开了子账户的写子账户、印二维码，没有登记账户的照旧。"""

from __future__ import annotations

import pytest
from funds.money import court_account, debtor
from spine import TODAY, House

from zhixing.casework.centre import drafting
from zhixing.casework.documents import papers
from zhixing.casework.documents.papers.marks import pay_mark
from zhixing.casework.funds.models import SubAccount
from zhixing.casework.funds.queries_receipts import pay_to
from zhixing.foundation.people.models import Setting

pytestmark = pytest.mark.usefixtures("db", "here")


def account(house: House, case: object, kind: str = "enforcement_notice") -> dict[str, object]:
    found: dict[str, object] = drafting.values(case, kind, on=TODAY, actor=house.judge).data["account"]  # type: ignore[arg-type]
    return found


def test_without_an_account_of_the_court_the_setting_is_printed(house: House) -> None:
    case = house.case()
    assert pay_to(case) is None
    for key, value in {"holder": "测试法院", "bank": "演示银行", "number": "0472"}.items():
        Setting.objects.create(court=house.court, key=f"document.account_{key}", value=value)
    drafting.prepare(case, "enforcement_notice", on=TODAY)
    told = account(house, case)
    assert (told["account"], told.get("scan")) == ("0472", None) and not SubAccount.objects.exists()
    found = pay_to(case, debtor(case))
    assert found is not None and (found.number, found.sub) == ("0472", False)


def test_the_debtors_own_sub_account_is_printed_with_a_code_to_scan(house: House) -> None:
    case, bank = house.case(), court_account(house.court)
    assert account(house, case)["account"] == bank.number and not SubAccount.objects.exists()
    for kind in ("freeze_ruling", "enforcement_notice", "enforcement_notice"):
        drafting.prepare(case, kind, on=TODAY)
    sub = SubAccount.objects.get(case=case, party=debtor(case))
    told, found = account(house, case), pay_to(case, debtor(case))
    assert (told["account"], told["scan"], told["holder"]) == (sub.number, True, bank.holder)
    assert found is not None and found.sub and found.number == sub.number and f"账号：{sub.number}\n" in found.qr and case.number in found.qr
    assert found.shown.replace(" ", "") == sub.number


def test_the_picture_is_printed_beside_the_account() -> None:
    sample = papers.template("enforcement_notice").sample("typical")
    plain = papers.render("enforcement_notice", sample)
    scanned = papers.render("enforcement_notice", {**sample, "account": {**sample["account"], "scan": True}})
    assert len(scanned) > len(plain) + 1000 and pay_mark(sample["account"]) == {}
