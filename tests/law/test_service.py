"""送达：每一种方式、每一种推翻，哪天算送达；什么不算送达（T:V-01 至 V-12、T:T-17）。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from zhixing.law.calendar import Calendar
from zhixing.law.finding import Finding
from zhixing.law.node_table import rules
from zhixing.law.service import Deemed, closing_day, deemed, entrusted_due, first
from zhixing.law.service_announcement import displayed, failures, may_announce, passed
from zhixing.law.service_checks import three_tries
from zhixing.law.service_values import Address, Addressee, Attempt, BadService, Consent, Paper, Rebuttal, outcome, table
from zhixing.law.words import choices

CALENDAR = Calendar.national()
NOTICE = Paper("en", "执行通知书")
MAN, FIRM = Addressee("林立春"), Addressee("青山建材公司", "unit")
HOME = Address("confirmed", "青山县东街3号", date(2026, 1, 4))
MAILBOX = Address("confirmed", "lin@example.cn", date(2026, 1, 4), electronic=True)
AGREED = Consent("stated", date(2026, 1, 4))
ON, BACK = date(2026, 3, 2), date(2026, 3, 9)


def made(method: str, result: str, to: str = MAN.name, **more: Any) -> Attempt:
    """一次送达：材料齐全，有人签收的写本人签收。"""
    rule = outcome(method, result)
    proof = rule.proof[0] if rule.proof else frozenset[str]()
    start: dict[str, Any] = {"number": 1, "paper": NOTICE, "on": ON, "proof": proof, "signer": "self" if rule.signed else ""}
    return Attempt(to=to, method=method, outcome=result, **(start | more))


def found(one: Attempt, to: Addressee = MAN, **more: Any) -> Finding[Deemed | None]:
    return deemed(one, to, CALENDAR, **more)


def day(one: Attempt, to: Addressee = MAN, **more: Any) -> date:
    value = found(one, to, **more).require()
    assert value is not None
    return value.day


def codes(one: Attempt, to: Addressee = MAN, **more: Any) -> list[str]:
    told = found(one, to, **more)
    assert told.value is None
    return [reason.code.removeprefix("service.") for reason in told.reasons]


# —— 直接 V-01 ———————————————————————————————————————————————————————


@pytest.mark.parametrize("signer", ["self", "family", "agent", "receiver"])
def test_the_day_signed_is_the_day_of_service(signer: str) -> None:
    assert day(made("direct", "signed", signer=signer, happened=date(2026, 3, 4))) == date(2026, 3, 4)


@pytest.mark.parametrize("signer", ["head", "desk", "agent", "receiver"])
def test_a_firm_is_served_through_its_head_or_its_reception(signer: str) -> None:
    assert day(made("direct", "signed", FIRM.name, signer=signer), FIRM) == ON


@pytest.mark.parametrize(("to", "signer"), [(MAN, "desk"), (MAN, "head"), (FIRM, "family"), (FIRM, "self"), (MAN, "guardian"), (MAN, "branch")])
def test_who_may_not_sign(to: Addressee, signer: str) -> None:
    assert codes(made("direct", "signed", to.name, signer=signer), to) == ["signer"]


def test_a_ward_is_served_through_the_guardian() -> None:
    ward = replace(MAN, ward=True)
    assert day(made("mail", "signed", signer="guardian"), ward) == ON
    assert codes(made("mail", "signed"), ward) == ["signer"]


def test_the_other_side_may_not_sign_for_a_relative() -> None:
    (told,) = found(made("mail", "signed", signer="family", opponent=True)).reasons
    assert told.code == "service.opponent" and "邮寄送达" in str(told.article) and told.remedy


def test_refusing_at_court_or_on_camera_elsewhere_is_service() -> None:
    assert day(made("direct", "refused_at_court")) == ON
    assert day(made("direct", "refused_outside")) == ON
    assert codes(made("direct", "refused_outside", proof=frozenset({"record"}))) == ["no_proof"], "还应在回证上注明"
    assert codes(made("direct", "refused_at_court", signer="family")) == ["signer"], "到法院的须是当事人"


@pytest.mark.parametrize("result", ["refused", "absent", "no_such"])
def test_nobody_reached_is_no_service(result: str) -> None:
    (told,) = found(made("direct", result)).reasons
    assert told.code == "service.not_served" and "没有送达" in told.text and told.remedy


def test_without_a_receipt_or_a_signer_nothing_is_proven() -> None:
    assert codes(made("direct", "signed", proof=frozenset(), signer="")) == ["no_proof", "no_signer"]


# —— 留置 V-02 ———————————————————————————————————————————————————————


@pytest.mark.parametrize("proof", [{"record"}, {"receipt", "witness"}])
def test_left_at_the_residence_with_a_witness_or_a_recording(proof: set[str]) -> None:
    told = found(made("left", "left", signer="family", proof=frozenset(proof)))
    assert told.value and told.value.day == ON
    assert [step.text for step in told.steps] == [
        "向林立春留置送达《执行通知书》，当日办理，2026-03-02留在住所。", "拒收的是同住成年家属。", "2026-03-02视为送达。",
    ]


def test_left_without_either_is_no_service() -> None:
    told = found(made("left", "left", proof=frozenset({"receipt"})))
    assert told.reasons[0].text == "没有证明：应有送达回证（邮件回执）和见证人签名，或者拍照、录像。"


def test_leaving_with_an_agent_needs_an_agent_who_receives() -> None:
    assert codes(made("left", "left", signer="agent")) == ["agent_not_receiver"]
    assert day(made("left", "left", signer="agent"), replace(MAN, agent_receives=True)) == ON


def test_a_mediation_document_is_not_left() -> None:
    assert codes(made("left", "left", paper=Paper("tj", "民事调解书"))) == ["paper"]


# —— 电子 V-03 ———————————————————————————————————————————————————————


def sent(result: str = "arrived", **more: Any) -> Attempt:
    return made("electronic", result, **({"address": MAILBOX, "consent": AGREED, "happened": date(2026, 3, 3)} | more))


def test_electronic_service_is_the_day_the_log_says_it_arrived() -> None:
    told = found(sent())
    assert told.value == Deemed(date(2026, 3, 3), date(2026, 3, 3), "electronic", "arrived", "arrival")
    assert "2026-01-04明确表示同意，同意电子送达。" in [step.text for step in told.steps]


def test_the_addressee_may_prove_another_day() -> None:
    claim = Rebuttal("arrival", True, date(2026, 3, 5))
    assert day(sent(rebuttal=claim)) == date(2026, 3, 5)
    assert day(sent(rebuttal=replace(claim, upheld=False))) == date(2026, 3, 3), "没有采信"
    assert codes(sent(rebuttal=replace(claim, arrived=date(2026, 3, 1)))) == ["arrival"], "不能早于发送"
    assert codes(sent(rebuttal=replace(claim, arrived=None))) == ["arrival"]


def test_no_consent_no_electronic_service() -> None:
    assert codes(sent(consent=None)) == ["no_consent"]
    assert codes(sent(consent=Consent("stated", date(2026, 3, 5)))) == ["late_consent"]
    assert day(sent("read", consent=Consent("accepted", date(2026, 3, 5)))) == date(2026, 3, 3), "事后接受，没有表示不同意"
    assert codes(sent(), replace(MAN, no_electronic=True)) == ["objected"]


@pytest.mark.parametrize("address", [None, HOME, replace(MAILBOX, source="inquiry")])
def test_arrival_counts_only_at_an_address_of_his_own(address: Address | None) -> None:
    assert codes(sent(address=address)) == ["electronic_address"]


@pytest.mark.parametrize("result", ["replied", "acted"])
def test_at_an_unconfirmed_address_a_reply_or_an_act_is_service(result: str) -> None:
    assert day(sent(result, consent=None, address=replace(MAILBOX, source="inquiry"))) == date(2026, 3, 3)
    assert codes(sent(result, on=date(2021, 7, 30), happened=None, address=None)) == ["too_early"], "在线诉讼规则2021年8月1日施行"


def test_a_read_receipt_is_a_presumption() -> None:
    one = sent("read", address=replace(MAILBOX, source="inquiry"))
    assert day(one) == date(2026, 3, 3)
    assert codes(replace(one, rebuttal=Rebuttal("unread", True))) == ["rebutted"]
    assert day(replace(one, rebuttal=Rebuttal("unread", False))) == date(2026, 3, 3)


def test_several_channels_the_earliest_counts() -> None:
    answers = [found(sent(happened=date(2026, 3, 5))), found(sent("replied", happened=date(2026, 3, 4))), found(sent("failed"))]
    best = first(answers)
    assert best and best.value and best.value.day == date(2026, 3, 4)
    assert first(answers[2:]) is None


def test_rulings_were_not_served_electronically_before_2022() -> None:
    early = {"on": date(2021, 12, 31), "happened": None, "consent": Consent("stated", date(2021, 1, 4)),
             "address": replace(MAILBOX, since=date(2021, 1, 4))}
    told = found(sent(paper=Paper("cd", "执行裁定书"), **early))
    assert [r.code for r in told.reasons] == ["service.paper"] and "2017年修正" in str(told.reasons[0].article)
    assert day(sent(**early)) == date(2021, 12, 31)
    assert day(sent(paper=Paper("cd", "执行裁定书"))) == date(2026, 3, 3)


# —— 委托 V-04、转交 V-06 ————————————————————————————————————————————


def test_entrusted_service_is_the_day_signed_and_the_court_has_ten_days() -> None:
    assert day(made("entrusted", "signed", happened=BACK)) == BACK
    due = entrusted_due(date(2026, 4, 22), CALENDAR)
    assert due.value.counted_to == date(2026, 5, 2) and due.value.due == date(2026, 5, 6), "五月二日放假，顺延"
    assert due.articles[0].instrument == "JI"


SOLDIER, PRISONER = replace(MAN, keeper="army"), replace(MAN, keeper="prison")


@pytest.mark.parametrize(("to", "article"), [(SOLDIER, "92"), (PRISONER, "93"), (replace(MAN, keeper="school"), "93")])
def test_soldiers_and_the_held_are_served_through_their_keepers(to: Addressee, article: str) -> None:
    assert day(made("forwarded", "signed", happened=BACK), to) == BACK
    (told,) = found(made("direct", "signed", signer="family"), to).reasons
    assert (told.code, told.article.number) == ("service.keeper", article)
    assert codes(made("left", "left"), to) == ["keeper"]
    assert day(made("direct", "signed", signer="agent"), to) == ON, "代理人照样可以签收"


def test_a_prisoner_who_signs_himself_is_served_with_a_warning() -> None:
    told = found(made("direct", "signed"), PRISONER)
    assert told.ok and [w.code for w in told.warnings] == ["service.keeper_direct"]


def test_nobody_else_is_forwarded_to_and_nobody_signs_for_the_held() -> None:
    assert codes(made("forwarded", "signed")) == ["no_keeper"]
    assert codes(made("forwarded", "signed", signer="family"), PRISONER) == ["signer"]


# —— 邮寄 V-05 ———————————————————————————————————————————————————————


def test_mail_counts_from_the_day_on_the_receipt() -> None:
    assert day(made("mail", "signed", happened=BACK)) == BACK


@pytest.mark.parametrize("signer", ["self", "receiver"])
def test_refused_mail_counts_from_the_day_it_comes_back(signer: str) -> None:
    told = found(made("mail", "refused", happened=BACK, signer=signer))
    assert told.value and told.value.day == BACK and told.value.rebuttal == "no_fault"
    assert told.steps[1].text.startswith("拒收的是")
    assert told.steps[-1].text == "2026-03-09视为送达。受送达人证明自己没有过错的除外。"


@pytest.mark.parametrize("signer", ["family", "agent"])
def test_a_refusal_by_others_is_no_service(signer: str) -> None:
    one = made("mail", "refused", happened=BACK, signer=signer)
    assert codes(one) == ["signer"]
    assert failures([one], MAN, BACK) == (one,), "是一次没有送到"


@pytest.mark.parametrize("result", ["wrong_address", "moved"])
@pytest.mark.parametrize("source", ["confirmed", "carried", "agreed", "provided"])
def test_mail_returned_from_an_address_of_his_own_is_service(result: str, source: str) -> None:
    assert day(made("mail", result, happened=BACK, address=replace(HOME, source=source))) == BACK


def test_mail_returned_from_the_register_counts_only_when_he_withheld_his_address() -> None:
    one = made("mail", "wrong_address", happened=BACK, address=replace(HOME, source="registered"))
    assert codes(one) == ["not_own_address"]
    told = found(one, replace(MAN, withheld=True))
    assert told.value and told.value.day == BACK and "仍拒不提供送达地址" in " ".join(step.text for step in told.steps)
    assert codes(replace(one, address=replace(HOME, source="inquiry")), replace(MAN, withheld=True)) == ["not_own_address"]
    assert codes(replace(one, address=None)) == ["not_own_address"]


def test_mail_sent_to_an_address_he_had_changed_in_writing_is_no_service() -> None:
    assert codes(made("mail", "moved", happened=BACK, address=replace(HOME, until=ON))) == ["stale_address"]


def test_without_fault_the_return_is_no_service() -> None:
    one = made("mail", "moved", happened=BACK, address=HOME)
    assert codes(replace(one, rebuttal=Rebuttal("no_fault", True))) == ["rebutted"]
    told = found(replace(one, rebuttal=Rebuttal("arrival", True, BACK)))
    assert told.ok and [w.code for w in told.warnings] == ["service.rebuttal"], "电子送达的推翻不能用在邮寄上"


def test_three_tries_in_five_days() -> None:
    tries = (date(2026, 3, 3), date(2026, 3, 5), date(2026, 3, 7))
    assert three_tries(tries) and not three_tries(tries[:2]) and not three_tries((*tries[:2], date(2026, 3, 8)))
    (full,) = found(made("mail", "unclaimed", happened=BACK, days=tries)).reasons
    (short,) = found(made("mail", "unclaimed", happened=BACK, days=tries[:2])).reasons
    assert "看不出" in short.text and "看不出" not in full.text


# —— 发出不是送达 ————————————————————————————————————————————————————


@pytest.mark.parametrize("method", ["mail", "electronic", "entrusted", "forwarded"])
def test_sent_is_not_served(method: str) -> None:
    (told,) = found(made(method, "sent")).reasons
    assert "发出不是送达，期限不起算" in told.text and told.remedy


def test_the_result_is_never_before_the_attempt() -> None:
    assert codes(made("direct", "signed", happened=date(2026, 3, 1))) == ["dates"]


def test_a_notice_to_a_debtors_debtor_is_served_directly_only() -> None:
    paper = Paper("dz", "履行到期债务通知书")
    assert day(made("direct", "signed", paper=paper)) == ON
    for method in ("mail", "entrusted"):
        assert codes(made(method, "signed", paper=paper)) == ["paper"], "执行规定第45条"
    told = may_announce(paper, MAN, BACK, [made("direct", "absent"), made("mail", "mismatch")])
    assert [r.code for r in told.reasons] == ["service.paper"]


# —— 公告 V-08 ———————————————————————————————————————————————————————

ABSENT = made("direct", "absent", address=HOME)
LOST = made("mail", "unclaimed", happened=BACK, address=HOME, days=(date(2026, 3, 4), date(2026, 3, 5), date(2026, 3, 6)))


def posted(on: date = date(2026, 3, 16), **more: Any) -> Attempt:
    return made("announcement", "posted", on=on, **more)


def test_thirty_days_after_the_last_posting() -> None:
    one = posted(days=(date(2026, 3, 16), date(2026, 3, 18)))
    assert day(one, log=[ABSENT, LOST], addresses=[HOME]) == date(2026, 4, 17), "以最后张贴、刊登之日为准"


def test_the_worked_example_of_the_manual() -> None:
    """EX-34：2026-01-16 发出，2026-02-15（春节假期）视为送达，后续期限从严自 2026-02-24 起算。"""
    log = [replace(one, on=date(2026, 1, 8), happened=None) for one in (ABSENT, LOST)]
    told = found(posted(date(2026, 1, 16)), log=log)
    assert told.value and (told.value.day, told.value.counts_from) == (date(2026, 2, 15), date(2026, 2, 24))


def test_no_announcement_without_failures_on_record() -> None:
    assert codes(posted()) == ["no_failures"]
    assert codes(posted(), log=[replace(ABSENT, to="别人"), made("mail", "sent")]) == ["no_failures"], "别人的、没有结果的不算"
    assert codes(posted(), log=[replace(ABSENT, on=date(2026, 3, 17))]) == ["no_failures"], "公告以后的不算"
    assert codes(posted(), log=[ABSENT, made("mail", "signed", on=date(2026, 3, 12))]) == ["no_failures"], "后来送到过"
    assert codes(posted(), log=[made("direct", "signed", proof=frozenset())]) == ["no_failures"], "手续不全的不是失败"


def test_one_failed_way_is_not_enough_unless_he_is_missing() -> None:
    assert codes(posted(), log=[ABSENT]) == ["method_untried"]
    assert codes(posted(), log=[LOST]) == ["method_untried"]
    assert day(posted(), replace(MAN, missing="派出所证明"), log=[ABSENT]) == date(2026, 4, 15)
    assert codes(posted(), replace(MAN, missing="派出所证明")) == ["no_failures"]


def test_every_known_address_is_tried_first() -> None:
    other, guess = Address("provided", "青山县西街9号", date(2026, 1, 4)), Address("inquiry", "某村", date(2026, 1, 4))
    assert codes(posted(), log=[ABSENT, LOST], addresses=[HOME, other]) == ["address_untried"]
    assert codes(posted(), log=[ABSENT, LOST], addresses=[HOME, MAILBOX]) == ["address_untried"], "电子地址也是"
    told = found(posted(), log=[ABSENT, LOST], addresses=[HOME, guess])
    assert told.ok and [w.code for w in told.warnings] == ["service.inquiry_untried"]


def test_rebutted_or_returned_mail_is_a_failure() -> None:
    back = made("mail", "moved", happened=BACK, address=replace(HOME, source="registered"))
    rebutted = made("mail", "moved", happened=BACK, address=HOME, rebuttal=Rebuttal("no_fault", True))
    assert failures([back, rebutted], MAN, BACK) == (back, rebutted)


def test_soldiers_and_prisoners_are_not_served_by_announcement() -> None:
    assert "keeper" in codes(posted(), PRISONER, log=[ABSENT, LOST])


def test_the_period_is_that_of_the_day_of_issue_and_agrees_with_the_node() -> None:
    for issued, days in ((date(2021, 12, 31), 60), (date(2022, 1, 1), 30)):
        ending = passed(issued, MAN, CALENDAR)
        assert ending.value.due is not None and (ending.value.due - issued).days == days  # type: ignore[operator]
        node = next(r for r in rules() if r.code == "V-08" and (r.valid_to is None or r.valid_to >= issued))
        assert (node.n, node.unit) == (days, "d")


def test_articles_are_those_of_the_day() -> None:
    old = found(made("direct", "signed", on=date(2020, 5, 8)))
    assert [a.number for a in old.articles] == ["84", "85"] and old.articles[0].edition == "2017年修正"
    assert [a.number for a in found(made("direct", "signed")).articles] == ["87", "88"]


# —— 境外、港澳台 ————————————————————————————————————————————————————

ABROAD = replace(MAN, place="abroad")


def test_abroad_mail_not_returned_after_three_months() -> None:
    one = made("mail", "unreturned", happened=date(2026, 6, 5), abroad_ok=True)
    assert day(one, ABROAD) == date(2026, 6, 2)
    assert codes(replace(one, happened=date(2026, 6, 1)), ABROAD) == ["too_soon"]
    assert codes(replace(one, abroad_ok=False), ABROAD) == ["abroad_law"]
    assert codes(one) == ["not_abroad"]


def test_abroad_announcement_takes_sixty_days() -> None:
    assert day(posted(), ABROAD, log=[made("mail", "mismatch", abroad_ok=True)]) == date(2026, 5, 15)
    assert passed(date(2023, 5, 31), ABROAD, CALENDAR).value.due == date(2023, 8, 31), "2023年修正以前是三个月"


def test_abroad_nothing_is_left_or_deemed_by_return() -> None:
    assert codes(made("left", "left"), ABROAD) == ["abroad"]
    assert codes(made("mail", "moved", happened=BACK, address=HOME, abroad_ok=True), ABROAD) == ["abroad"]
    assert day(made("direct", "signed", signer="branch"), ABROAD) == ON, "境内的机构可以签收"
    consul = found(made("entrusted", "signed", happened=BACK), ABROAD)
    assert consul.ok and "283" in [a.number for a in consul.articles], "使领馆代为送达"


def test_hong_kong_macau_and_taiwan_are_left_to_their_own_rules() -> None:
    there = replace(MAN, place="region")
    assert day(made("mail", "signed"), there) == ON
    assert found(made("mail", "signed"), there).articles[-1].number == "549"
    assert codes(made("left", "left"), there) == ["region"]
    assert codes(posted(), there, log=[ABSENT]) == ["region"]


# —— 公示 V-11、结案日 T-17 ———————————————————————————————————————————


def test_display_is_not_announcement() -> None:
    assert displayed("valuation_report", ON, MAN, [], CALENDAR).reasons[0].code == "service.display"
    shown = displayed("valuation_report", ON, MAN, [replace(ABSENT, on=date(2026, 2, 25))], CALENDAR).require()
    assert shown and shown.due == date(2026, 3, 17)
    shown = displayed("auction_matter", ON, replace(MAN, missing="派出所证明"), [], CALENDAR).require()
    assert shown and shown.due == date(2026, 3, 7)


def test_the_day_a_case_closes_by_the_last_service() -> None:
    mail, paper = made("mail", "signed", happened=BACK), posted()
    assert closing_day(mail, found(mail)) == ON, "邮寄的是交邮日"
    assert closing_day(paper, found(paper, log=[ABSENT, LOST])) == date(2026, 3, 16), "公告的是刊登日"
    forwarded = made("forwarded", "signed", happened=BACK)
    assert closing_day(forwarded, found(forwarded, PRISONER)) == BACK
    assert closing_day(paper, found(paper)) is None


# —— 表 ——————————————————————————————————————————————————————————————


def test_every_outcome_of_the_table_is_whole() -> None:
    assert set(table()["outcome"]) == set(choices("method")), "方式与代码表一致"
    for method, results in table()["outcome"].items():
        for code in results:
            one = outcome(method, code)
            assert one.articles and not (one.served and one.pending)
            assert bool(one.next) != one.served, "没有送到的说下一步"
            assert bool(one.proof) == one.served, "送达要有证明"
            assert all(name in table()["proof"] for group in one.proof for name in group)
            assert all(name in table()["signer"] for name in one.signers)
            assert not one.rebuttal or one.rebuttal in table()["rebuttal"]


@pytest.mark.parametrize("call", [
    lambda: outcome("pigeon", "sent"), lambda: outcome("mail", "lost"), lambda: found(made("direct", "signed", signer="boss")),
    lambda: found(made("direct", "signed"), FIRM), lambda: displayed("x", ON, MAN, [], CALENDAR),
])
def test_unknown_codes_are_told(call: Any) -> None:
    with pytest.raises(BadService, match=r"应为|受送达人是"):
        call()


def test_a_finding_keeps_what_it_was_found_from() -> None:
    data = found(made("mail", "moved", happened=BACK, address=HOME)).as_data()
    assert data["inputs"]["happened"] == "2026-03-09" and data["inputs"]["address"] == "confirmed"
    value = found(made("direct", "signed")).value
    assert value and value.in_effect(ON) and value.as_data()["day"] == "2026-03-02"
