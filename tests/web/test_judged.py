"""从裁判文书读：立案回填、录入计息依据；值和原文互相指着，没有读懂的标黄，不存不该存的。"""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from exchange import docxs
from web.conftest import SignedIn
from web.looking import text_of

from zhixing.casework.cases.queries import Case, draft_of
from zhixing.casework.funds import queries
from zhixing.entrances.web import judged
from zhixing.foundation.people.queries import User

pytestmark = pytest.mark.django_db
Staff = dict[str, User]
PAPER = (
    "内蒙古自治区青山县人民法院\n民 事 判 决 书\n（2025）内0299民初77号\n"
    "原告：林立春，女，1980年1月1日出生，住内蒙古自治区青山县一街1号。\n被告：郑小满，男，1985年2月2日出生。\n"
    "被告：青山某建材有限责任公司，住所地内蒙古自治区青山县二街2号。\n法定代表人：韩多，经理。\n第三人：白小雪，女。\n"
    "原告林立春与被告郑小满、青山某建材有限责任公司民间借贷纠纷一案，现已审理终结。\n本院认为，被告应当还款。判决如下：\n"
    "一、被告郑小满于本判决生效之日起十日内偿还原告林立春借款本金500000元及利息（以500000元为基数，自2021年3月1日起至实际清偿之日止，"
    "按照全国银行间同业拆借中心公布的一年期贷款市场报价利率的四倍计算）；\n二、被告郑小满于本判决生效之日起十日内支付原告林立春逾期利息"
    "（以500000元为基数，自起诉之日起至付清之日止，按照合同约定的标准计算）；\n"
    "三、被告青山某建材有限责任公司对上述第一项债务承担连带清偿责任；\n四、驳回原告林立春的其他诉讼请求。\n审 判 员 某某\n二〇二五年五月二十日\n"
)

def links(page: str) -> tuple[set[str], set[str]]:
    """（指到的，能到的）锚点。"""
    return set(re.findall(r'href="#((?:words|value)-\d+)"', page)), set(re.findall(r'id="((?:words|value)-\d+)"', page))


def test_a_file_is_read_beside_its_words_and_fills_the_filing_form(signed_in: SignedIn, staff: Staff) -> None:
    client = signed_in(staff["filing"])
    url = reverse("case_filing_read")
    assert client.post(url, {"file": SimpleUploadedFile("判决.docx", docxs.lines(PAPER))}).status_code == 302
    answer = client.get(url)
    page = answer.content.decode()
    pointed, there = links(page)
    assert pointed and pointed <= there
    shown = text_of(answer)
    assert "申请执行人" in shown and "白小雪（没有列入）" in shown and "民间借贷纠纷" in shown and "2025-05-20" in shown
    words = unescape(re.search(r'judged-text">(.*?)</div>', page, re.S)[1])  # type: ignore[index]
    assert re.sub(r"<[^>]+>", "", words).strip() == PAPER.strip()

    assert client.post(url, {"do": "use"}).headers["Location"] == reverse("case_filing_new")
    kept = draft_of(staff["filing"], "filing")
    assert kept
    form = client.get(reverse("case_filing_new")).content.decode()
    assert "对照原文" in form
    for name, value in {
        "parties-0-name": "林立春", "parties-0-role": "applicant", "parties-1-name": "郑小满", "parties-2-name": "青山某建材有限责任公司",
        "parties-2-nature": "unit", "parties-0-address": "内蒙古自治区青山县一街1号", "titles-0-number": "（2025）内0299民初77号",
        "titles-0-maker": "内蒙古自治区青山县人民法院", "titles-0-paper_name": "民事判决书",
        "claims-0-amount_fen": "500000.00", "cause": "民间借贷纠纷",
    }.items():
        assert value_of(form, name) == value, name
    assert Case.objects.count() == 0


def value_of(page: str, name: str) -> str:
    field = re.search(rf'<(?:input|select|textarea)[^>]*name="{name}"[^>]*>', page)
    assert field, name
    if field[0].startswith("<select"):
        options = page[field.end():page.index("</select>", field.end())]
        chosen = re.search(r'value="([^"]*)"[^>]*selected', options)
        return chosen[1] if chosen else ""
    found = re.search(r'value="([^"]*)"', field[0])
    return unescape(found[1]) if found else unescape(page[field.end():page.index("</textarea>", field.end())]).strip()


def test_autosaving_keeps_the_paper(signed_in: SignedIn, staff: Staff) -> None:
    client = signed_in(staff["filing"])
    client.post(reverse("case_filing_read"), {"text": PAPER})
    client.post(reverse("case_filing_draft"), {"cause": "买卖合同纠纷"})
    kept = draft_of(staff["filing"], "filing")
    assert kept and kept.data["paper"].startswith("内蒙古")
    client.post(reverse("case_filing_read"), {"do": "use"})
    assert value_of(client.get(reverse("case_filing_new")).content.decode(), "cause") == "买卖合同纠纷"


@pytest.mark.parametrize(("sent", "told"), [
    ({}, "选一个文件"), ({"file": SimpleUploadedFile("a.pdf", b"%PDF-1.7 x")}, "PDF 打不开"), ({"text": "甲" * 200_001}, "200000"),
    ({"file": SimpleUploadedFile("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")}, ".doc"),
])
def test_what_cannot_be_read_is_told_at_the_field(signed_in: SignedIn, staff: Staff, sent: dict[str, Any], told: str) -> None:
    answer = signed_in(staff["filing"]).post(reverse("case_filing_read"), sent)
    assert answer.status_code == 422 and told in text_of(answer)
    assert draft_of(staff["filing"], "filing") is None


def test_a_paper_without_an_operative_part_says_so(signed_in: SignedIn, staff: Staff) -> None:
    client = signed_in(staff["filing"])
    client.post(reverse("case_filing_read"), {"text": "今天天气很好，没有判决。<script>alert(1)</script>"})
    page = client.get(reverse("case_filing_read")).content.decode()
    assert "没有找到主文" in page and "<script>alert" not in page


def test_only_who_may_file_reads(signed_in: SignedIn, staff: Staff) -> None:
    assert signed_in(staff["judge"]).get(reverse("case_filing_read")).status_code == 403


def test_the_debt_is_drafted_beside_its_words_and_opens_the_editor(signed_in: SignedIn, staff: Staff, case: Case) -> None:
    client = signed_in(staff["judge"])
    url = reverse("case_debt_from_judgment", args=[case.pk])
    assert client.get(url).status_code == 200
    answer = client.post(url, {"text": PAPER, "effective_on": "2025-06-10"})
    page = answer.content.decode()
    pointed, there = links(page)
    assert pointed and pointed <= there
    shown = text_of(answer)
    assert "2025-06-20" in shown and "未付的余额" in shown and "主文不明确" in shown
    assert queries.debt_of(case.pk) is None

    sent = {name: unescape(value) for name, value in re.findall(r'type="hidden" name="((?!csrf)[^"]+)" value="([^"]*)"', page)}
    editor = client.post(reverse("case_debt_edit", args=[case.pk]), sent)
    assert editor.status_code == 200
    form = editor.content.decode()
    assert value_of(form, "items-0-amount") == "500000.00" and value_of(form, "items-0-due") == "2025-06-20"
    assert value_of(form, "items-0-interest-0-kind") == "lpr" and value_of(form, "items-0-interest-0-multiple") == "4"
    assert "主文没有写利率的数" in value_of(form, "unclear")


def test_the_operative_part_stated_at_filing_is_read_at_once(signed_in: SignedIn, staff: Staff, case: Case) -> None:
    title = case.titles.order_by("pk").first()
    type(title).objects.filter(pk=title.pk).update(operative="郑小满于2026年6月30日前支付林立春货款3万元。")
    shown = text_of(signed_in(staff["judge"]).get(reverse("case_debt_from_judgment", args=[case.pk])))
    assert "2026-06-30" in shown and "用这些内容填写" in shown


def test_who_may_not_state_the_debt_does_not_read(signed_in: SignedIn, staff: Staff, case: Case) -> None:
    assert signed_in(staff["supervisor"]).get(reverse("case_debt_from_judgment", args=[case.pk])).status_code in (403, 404)


def test_the_case_page_offers_it_while_nothing_is_stated(signed_in: SignedIn, staff: Staff, case: Case) -> None:
    page = signed_in(staff["judge"]).get(reverse("case_page", args=[case.pk]), {"tab": "debt"}).content.decode()
    assert reverse("case_debt_from_judgment", args=[case.pk]) in page


def test_the_marks_of_a_long_paper_stand_apart_and_each_value_finds_its_own() -> None:
    spans = [(n * 10, n * 10 + 4) for n in range(3000)] + [(0, 14), (29_985, 29_999), None]
    pair = judged.Pair(text="字" * 30_000, groups=(judged.Group("", tuple(judged.Value("值", str(n), span) for n, span in enumerate(spans))),))
    ((_, rows),) = pair.shown
    assert pair.marks == spans[:3000]
    assert [place for _, _, place in rows] == [*range(3000), 0, 2999, None]


def test_another_document_is_told_and_what_is_not_settled_goes_along_to_the_editor(signed_in: SignedIn, staff: Staff, case: Case) -> None:
    client = signed_in(staff["judge"])
    case.titles.all().update(number="（2020）内0221民初1号")
    text = (
        "包头市土默特右旗人民法院\n民事判决书\n（2025）内0221民初877号\n原告：王秀兰。\n被告：石垚。\n判决如下：\n"
        "一、被告石垚于本判决生效之日起十日内偿还原告王秀兰借款本金200000元。\n案件受理费4300元，减半收取计2150元，由被告石垚负担。\n"
    )
    shown = client.post(reverse("case_debt_from_judgment", args=[case.pk]), {"text": text, "effective_on": "2025-06-20"})
    assert "请核对是不是拿错了" in text_of(shown)
    sent = dict(re.findall(r'name="([\w-]+)" value="([^"]*)"', shown.content.decode()))
    assert "诉讼费用" in sent["lacking"]
    editor = client.post(reverse("case_debt_edit", args=[case.pk]), {name: unescape(value) for name, value in sent.items()})
    assert "识别的时候没有定的" in text_of(editor)
