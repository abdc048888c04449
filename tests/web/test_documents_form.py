"""文书的栏目 ↔ 表单：画出来再收回去还是原样；毛病标在对的栏目；没有填齐也看得见样子。不用数据库。"""

from __future__ import annotations

import html
import re
from datetime import date

import pytest
from django.http import QueryDict

from zhixing.casework.documents import papers
from zhixing.casework.documents.papers.pictures import Unreadable, pictured
from zhixing.casework.documents.papers.sketch import GAP, gapped, sketch
from zhixing.entrances.web.documents import inputs, shaping
from zhixing.entrances.web.documents.drawing import HEAD, Drawer, Offer
from zhixing.entrances.web.documents.faults import faults, located
from zhixing.entrances.web.documents.preview import previewed

TODAY = date(2026, 11, 22)
INPUT = re.compile(r'<input type="([\w-]+)" class="[^"]*" name="([^"]+)" id="[^"]*" value="([^"]*)"([^>]*)>')
AREA = re.compile(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', re.S)
SELECT = re.compile(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', re.S)


def sent(drawn: str) -> QueryDict:
    """浏览器照画出来的样子交上来的内容。"""
    query = QueryDict(mutable=True)
    page = re.sub(r"<template>.*?</template>", "", drawn, flags=re.S)
    for kind, name, value, more in INPUT.findall(page):
        if kind != "checkbox" or "checked" in more:
            query[name] = html.unescape(value)
    for name, text in AREA.findall(page):
        query[name] = html.unescape(text)
    for name, options in SELECT.findall(page):
        found = re.search(r'value="([^"]*)" selected', options)
        query[name] = html.unescape(found[1]) if found else ""
    return query


def test_what_is_drawn_reads_back_the_same() -> None:
    for template in papers.TEMPLATES.values():
        data = template.sample("typical")
        back = inputs.read(template.fields, sent(Drawer().form(template.fields, data)))
        head = {key: data[key] for key in HEAD}
        assert papers.prepared(template, back | head) == papers.prepared(template, data)


def test_two_hundred_parties_fit_one_form_and_more_become_a_table() -> None:
    template = papers.TEMPLATES["termination_ruling"]
    data = template.sample("monstrous")
    drawn = Drawer().form(template.fields, data)
    query = sent(drawn)
    assert len(query) < 4000, "一次交得上去"
    assert "d-parties-199-name" in query or "d-parties-table" in query
    assert papers.prepared(template, inputs.read(template.fields, query) | {k: data[k] for k in HEAD}) == papers.prepared(template, data)


def test_words_people_write_are_read() -> None:
    fields = papers.TEMPLATES["deposit_freeze"].fields
    typed = "d-amount=8.6万&d-period-start=2026年11月3日&d-period-end=2027-11-02&d-to= 某某银行 &d-accounts-3-account=6222&d-accounts-9-amount=x"
    query = QueryDict(typed)
    data = inputs.read(fields, query)
    assert (data["amount"], data["period"], data["to"]) == (86_000_00, {"start": "2026-11-03", "end": "2027-11-02"}, "某某银行")
    assert data["accounts"] == [{"account": "6222"}, {"amount": "x"}] and data["debtor"] == {} and "contact" not in data
    assert inputs.numbers(fields, query)["d-accounts"] == [3, 9]


def test_rows_pasted_from_a_spreadsheet_follow_the_typed_ones() -> None:
    fields = papers.TEMPLATES["seizure_ruling"].fields
    query = QueryDict(mutable=True)
    query["d-assets-0-name"] = "房屋"
    query["d-assets-table"] = "名称、坐落、牌号\t权利人\t权属证号或者账号\t数量\t现状\n车辆\t林立春\t\t1辆\t停用\n\n\t\t\n存款"
    assert inputs.read(fields, query)["assets"] == [
        {"name": "房屋"}, {"name": "车辆", "owner": "林立春", "quantity": "1辆", "condition": "停用"}, {"name": "存款"},
    ]


def test_every_fault_stands_beside_its_field() -> None:
    template = papers.TEMPLATES["enforcement_notice"]
    data = template.sample("typical") | {"fee": "许多", "duty": ""}
    data["debtors"] = [{"name": "林立春"}, {}]
    data["account"] = {"holder": "户名"}
    found = located(template, data, faults(template, data))
    assert set(found) == {"d-fee", "d-duty", "d-debtors-1-name", "d-account-bank", "d-account-account"}
    moved = located(template, data, faults(template, data), {"d-debtors": [4, 7]})
    assert "d-debtors-7-name" in moved, "行号不连，标在页面上的那一行"
    drawn = Drawer(found).form(template.fields, data)
    assert drawn.count("is-invalid") == 1 and drawn.count("doc-lacking") == 4, "填错的红，没有填的黄"


def test_a_rule_between_fields_stands_at_its_group() -> None:
    template = papers.TEMPLATES["freeze_ruling"]
    data = template.sample("typical")
    data["parties"] = data["parties"][:1]
    found = located(template, data, faults(template, data))
    assert found["d-parties"] == ["里没有被执行人。"]
    assert [name for name in found if name.startswith("d-debtors-0")] == ["d-debtors-0"]


def test_text_is_never_markup() -> None:
    template = papers.TEMPLATES["enforcement_notice"]
    evil = '"><script>alert(1)</script>'
    data = template.sample("typical") | {"duty": evil, "cause": evil, "debtors": [{"name": evil}]}
    offers = (Offer(evil), Offer(evil, url=evil), Offer(evil, do=evil))
    drawn = Drawer({"d-cause": [evil]}, {"d-cause": evil}, {"d-cause": offers}).form(template.fields, data)
    assert "<script" not in drawn
    assert inputs.read(template.fields, sent(drawn))["cause"] == evil


def test_names_made_up_by_hand_do_no_harm() -> None:
    fields = papers.TEMPLATES["enforcement_notice"].fields
    made_up = "d-debtors=x&d-debtors-0-name=y&d-a-b-c-d-e-f-g=1&d-=2&d=3&d-contact=4&d-debtors-²-name=z&d-debtors-99999999-name=q"
    query = QueryDict(f"{made_up}&d-debtors-0-name-x=1")
    assert set(inputs.read(fields, query)) <= set(fields)


def test_every_empty_paper_has_values_to_show() -> None:
    for template in papers.TEMPLATES.values():
        values = gapped(template, {}, TODAY)
        assert set(values) >= {*template.fields, "title", "basis"} and values["on"]["iso"] == "2026-11-22"


@pytest.mark.parametrize("code", ["termination_ruling", "distribution_plan", "interview_record"])
def test_an_empty_paper_still_shows(code: str) -> None:
    pdf, problems = sketch(code, {}, on=TODAY)
    assert pdf.startswith(b"%PDF-") and problems


def test_what_is_filled_shows_and_what_is_wrong_is_left_out() -> None:
    values = gapped(papers.TEMPLATES["payout_notice"], {"cause": "借款", "amount": "许多", "to": [{"name": "林立春"}]}, TODAY)
    assert (values["cause"], values["amount"]["figures"], values["to"]) == ("借款", GAP, [{"name": "林立春"}])


def test_the_preview_counts_what_is_left_and_names_the_field_of_a_missing_glyph() -> None:
    template = papers.TEMPLATES["enforcement_notice"]
    data = template.sample("typical")
    full = previewed(template, data, TODAY)
    assert full.total == 2 and len(full.pages) == 2 and not full.empty and not full.wrong
    assert all(page.startswith("data:image/png;base64,") for page in full.pages)
    rare = previewed(template, data | {"cause": "借\U0002ffff款"}, TODAY)
    assert rare.broken and [spot.name for spot in rare.wrong] == ["d-cause"]


def test_rows_are_added_and_dropped_without_script() -> None:
    fields = papers.TEMPLATES["enforcement_notice"].fields
    data = {"debtors": [{"name": "甲"}, {"name": "乙"}]}
    assert shaping.reshaped(fields, data, "add:debtors", {})["debtors"][-1] == {}
    assert shaping.reshaped(fields, data, "drop:debtors-7", {"d-debtors": [3, 7]})["debtors"] == [{"name": "甲"}]
    assert shaping.reshaped(fields, data, "drop:cause-0", {}) == data
    assert shaping.reshaped(fields, data, "drop:nothing", {}) == data


def test_a_file_that_is_no_pdf_is_told() -> None:
    with pytest.raises(Unreadable):
        pictured(b"%PDF-1.4 nothing")
