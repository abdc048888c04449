"""执行依据叫什么文书：登记了的照登记，由种类、文号、主文看，看不出的不猜。"""

from __future__ import annotations

import pytest

from zhixing.casework.cases.models import Title
from zhixing.law import title_papers

PAID = "被申请人于本裁决生效之日起十日内支付申请人工资"


@pytest.mark.parametrize(("kind", "number", "operative", "given", "name", "why"), [
    ("judgment", "（2025）内0221民初9号", "", "", "民事判决书", "种类"),
    ("arbitration", "（2025）包仲调字第9号", PAID, "", "调解书", "文号"),
    ("labour", "土右劳人仲案字〔2026〕第9号", PAID, "", "仲裁裁决书", "主文"),
    ("labour", "土右劳人仲字〔2026〕9号", "被申请人支付申请人工资", "", "", "拟稿人"),
    ("labour", "土右劳人仲字〔2026〕9号", PAID + "；本调解自签收之日生效", "", "", "拟稿人"),
    ("criminal", "（2025）内0221刑初9号", "本判决生效后十日内退赔", "", "", "拟稿人"),
    ("criminal", "（2025）内0221刑初9号", "依照本裁定追缴", "", "刑事裁定书", "主文"),
    ("criminal", "（2025）内0221刑初9号", "依照本裁定追缴", "刑事判决书", "刑事判决书", "登记"),
    ("other", "公复〔2026〕1号", "", "", "", "拟稿人"),
])
def test_the_name_comes_with_where_it_was_seen(kind: str, number: str, operative: str, given: str, name: str, why: str) -> None:
    found = title_papers.named(kind, number, operative, given)
    assert found.value == name and why in found.steps[0].text


def test_every_kind_of_title_has_its_papers() -> None:
    assert set(title_papers.NAMES) == set(Title.Body.values) - {Title.Body.OTHER}
    assert len(set(title_papers.every())) == len(title_papers.every())
