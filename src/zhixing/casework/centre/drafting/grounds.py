"""文书里的案由、执行依据、义务、日子、事实和事由。事实照登记的事一件件写，由拟稿人改定。"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from zhixing.casework.cases.queries import Claim, Party, Role, Title
from zhixing.casework.centre.drafting import people, sums
from zhixing.casework.centre.drafting.answers import CASE, HERE, MATTERS, TITLE, Answer, Known, Unknown
from zhixing.casework.centre.drafting.desk import Desk
from zhixing.casework.documents import papers
from zhixing.casework.documents.papers.fields import Choice
from zhixing.casework.documents.papers.wording import plain_date
from zhixing.foundation.history.commands import event_types
from zhixing.law import closing, title_papers
from zhixing.law.timeline import Fact
from zhixing.law.words import yuan

LONGEST_DUTY: Final = 3000


# ---- 案件 ----


def cause(desk: Desk) -> Answer:
    """案由。"""
    return Known(desk.book.case.cause) if desk.book.case.cause else Unknown("没有登记案由", CASE)


def accepted(desk: Desk) -> Answer:
    """立案日期。"""
    day = desk.book.case.accepted_on
    return Known(day.isoformat()) if day else Unknown("还没有立案", CASE)


def number(desk: Desk) -> Answer:
    """案号；裁定书的“之一”签发时取。立案审查时做的写收件号。"""
    if not desk.book.case.number and desk.paper.unfiled:
        return Known(str(desk.book.case), "还没有立案，写收件号")
    return Known(desk.book.case.number) if desk.book.case.number else Unknown("还没有案号", CASE)


def days(key: str) -> Callable[[Desk], Answer]:
    """本院设的天数。"""
    return lambda desk: Known(int(desk.book.setting(f"document.{key}_days")), "法院设置，文书")


# ---- 执行依据 ----


def origin(desk: Desk) -> Answer:
    """执行依据：作出机构、文号、名称。有几份的，由拟稿人写明。"""
    found = desk.book.titles
    if len(found) != 1:
        offered = tuple({"maker": one.maker, "number": one.number} | _named(one) for one in found)
        return Unknown("有几份执行依据，写明哪一份" if found else "没有登记执行依据", HERE if found else TITLE, offered)
    one = found[0]
    maker = Known(one.maker) if one.maker else Unknown("没有登记作出机构", TITLE)
    return Known({"maker": maker, "number": one.number, "kind": _name(one)})


def _name(one: Title) -> Answer:
    found = title_papers.named(one.kind, one.number, one.operative, one.paper_name)
    if found.value:
        return Known(found.value, found.steps[0].text)
    return Unknown("看不出是什么文书；在执行依据里写明文书名称，以后不再问", TITLE, title_papers.NAMES.get(one.kind, ()))


def _named(one: Title) -> dict[str, str]:
    """看得出的文书名称。"""
    name = title_papers.named(one.kind, one.number, one.operative, one.paper_name).value
    return {"kind": name} if name else {}


def duty(desk: Desk) -> Answer:
    """应当履行的义务：执行依据的主文；没有录入的，由各项请求写成。"""
    texts = [one.operative.strip() for one in desk.book.titles if one.operative.strip()]
    if len(texts) == 1 and len(texts[0]) <= LONGEST_DUTY:
        return Known(texts[0], "执行依据的主文")
    if texts:
        return Unknown("主文太长，写明应当履行的部分" if len(texts) == 1 else "有几份执行依据，写明应当履行的义务", HERE)
    rows = [*_claims(desk), *([desk.book.case.performance] if desk.book.case.performance else [])]
    return Known("\n".join(rows), "立案时登记的各项请求") if rows else Unknown("没有录入主文和请求", TITLE)


def _claims(desk: Desk) -> Iterator[str]:
    for one in desk.book.shelf.claims.get(desk.book.case.pk, []):
        told = "，".join(part for part in (f"{yuan(one.amount_fen)}元" if one.amount_fen else "", one.text) if part)
        if told:
            yield f"{Claim.Sort(one.sort).label}：{told}"


# ---- 事实 ----


def told(facts: Iterable[Fact]) -> str:
    """一件一行：哪天，什么事。"""
    return "\n".join(f"{plain_date(fact.on)}，{sentence(fact)}。" for fact in facts)


def sentence(fact: Fact) -> str:
    """动态里的那一句。"""
    return event_types()[fact.type].from_data(dict(fact.data)).sentence().rstrip("。")


def story(*types: str, why: str = "没有登记有关的事") -> Callable[[Desk], Answer]:
    """事实：这几种登记，按先后。写明了是哪几项（``about``）的，只取这几项。"""
    def answer(desk: Desk) -> Answer:
        rows = [fact for fact in desk.book.timeline.of(*types) if not (desk.about and fact.subject) or fact.subject in desk.about]
        return Known(told(rows), "登记的事项") if rows else Unknown(why, HERE)

    return answer


def steps(*types: str) -> Callable[[Desk], Answer]:
    """采取的措施：一件一行，日期和结果。"""
    def answer(desk: Desk) -> Answer:
        rows = [{"on": fact.on.isoformat(), "text": sentence(fact)} for fact in desk.book.timeline.of(*types)]
        return Known(rows, "登记的事项") if rows else Unknown("没有登记采取的措施", MATTERS)

    return answer


def wrongs(desk: Desk) -> Answer:
    """一个人的违法行为：查实的、财产报告不实的。"""
    found = people.one_of(desk, desk.book.of(Role.RESPONDENT))
    if isinstance(found, Unknown):
        return found
    rows = list(_wrongs(desk, found))
    return Known(told(rows), "登记的事项") if rows else Unknown(f"没有登记{found.name}查实的违法行为", MATTERS)


def _wrongs(desk: Desk, one: Party) -> Iterator[Fact]:
    name = desk.book.called[one.pk]
    for fact in desk.book.timeline.of("sanctions.ViolationFound", "control.ReportReceived"):
        if fact.subject == name and (fact.type != "control.ReportReceived" or fact.data.get("result") not in (None, "checked")):
            yield fact


def paying(desk: Desk) -> Answer:
    """发放理由：这一笔到账、认领的经过。"""
    subject = sums.receipt(desk)
    if isinstance(subject, Unknown):
        return subject
    rows = [fact for fact in desk.book.timeline.of("funds.Received", "funds.Claimed") if fact.subject == subject]
    return Known(told(rows), "登记的事项")


# ---- 失信 ----


_DISHONEST: Final = {
    "able": "有履行能力而拒不履行生效法律文书确定义务", "obstruct": "以伪造证据、暴力、威胁等方法妨碍、抗拒执行",
    "evade": "以虚假诉讼、虚假仲裁或者以隐匿、转移财产等方法规避执行", "report": "违反财产报告制度",
    "consumption": "违反限制消费令", "settlement": "无正当理由拒不履行执行和解协议",
}


def _listed(desk: Desk) -> Fact | Unknown:
    found = people.one_of(desk, desk.book.of(Role.RESPONDENT))
    if isinstance(found, Unknown):
        return found
    rows = [fact for fact in desk.book.timeline.of("sanctions.Listed") if fact.subject == desk.book.called[found.pk]]
    return rows[-1] if rows else Unknown(f"没有登记将{found.name}纳入失信的情形", HERE, tuple(_DISHONEST.values()))


def dishonest(desk: Desk) -> Answer:
    """失信的情形。"""
    found = _listed(desk)
    return found if isinstance(found, Unknown) else Known(_DISHONEST[str(found.data["ground"])], f"{found.on}登记")


def years(desk: Desk) -> Answer:
    """失信的期限（年）：第一种情形没有期限，写零；其他的照登记，没有登记的二年（失信规定第二条）。"""
    found = _listed(desk)
    if isinstance(found, Unknown):
        return Unknown("随情形而定", HERE, (0, 2))
    if found.data.get("ground") == "able":
        return Known(0, "这种情形没有固定期限（失信规定第二条）")
    until = found.day("until")
    return Known(until.year - found.on.year, f"{found.on}登记") if until else Known(2, "二年（失信规定第二条）")


def detention_days(desk: Desk) -> Answer:
    """拘留天数：登记了的。"""
    return _sanctioned(desk, "sanctions.Detained", "days", "拘留几日")


def fine_sum(desk: Desk) -> Answer:
    """罚款金额：登记了的。"""
    return _sanctioned(desk, "sanctions.Fined", "amount_fen", "罚款多少")


def _sanctioned(desk: Desk, type_: str, name: str, why: str) -> Answer:
    found = people.one_of(desk, desk.book.of(Role.RESPONDENT))
    if isinstance(found, Unknown):
        return found
    rows = [fact for fact in desk.book.timeline.of(type_) if fact.subject == desk.book.called[found.pk]]
    return Known(rows[-1].data[name], f"{rows[-1].on}登记") if rows else Unknown(f"写明{why}", HERE)


def summoned(desk: Desk) -> Answer:
    """传票送达日期：登记了的。"""
    found = people.one_of(desk, desk.book.of(Role.RESPONDENT))
    if isinstance(found, Unknown):
        return found
    name = desk.book.called[found.pk]
    served = [f for f in desk.book.timeline.of("documents.Served") if f.data.get("document") == "summons" and f.data.get("to") == name]
    days_ = [fact.day("deemed_on") or fact.on for fact in served]
    return Known(max(days_).isoformat(), "登记的送达") if days_ else Unknown(f"没有登记向{found.name}送达传票", MATTERS)


# ---- 终结、恢复 ----


_ENDINGS: Final = {
    "withdrawn": "申请人撤销申请", "title_revoked": "据以执行的法律文书被撤销",
    "debtor_dead": "作为被执行人的公民死亡，无遗产可供执行，又无义务承担人",
    "claimant_dead": "追索赡养费、扶养费、抚养费案件的权利人死亡",
    "unable": "作为被执行人的公民因生活困难无力偿还借款，无收入来源，又丧失劳动能力",
}
"""结案的事由 → 民诉法第二百六十八条的各项；别的是“应当终结执行的其他情形”。"""


def _ground(desk: Desk, mode: str) -> str:
    """以这种方式报结、结案的事由；没有的为空。"""
    proposed = desk.book.timeline.last("closing.Proposed", "closing.Closed")
    return str(proposed.data.get("ground", "")) if proposed and proposed.data.get("mode") == mode else ""


def ended(desk: Desk) -> Answer:
    """终结的事由：报结写明的。"""
    code = _ground(desk, "terminated")
    if not code:
        return Unknown("还没有报结，写明终结的事由", HERE)
    return Known(_ENDINGS.get(code, "应当终结执行的其他情形"), "报结的事由")


def ended_facts(desk: Desk) -> Answer:
    """终结的事实：和解、履行的经过，报结的事由。"""
    return _closing_facts(desk, "terminated", "settlement.Agreed", "settlement.Performed", "funds.DirectPaid", "funds.Paid")


def finished_facts(desk: Desk) -> Answer:
    """执行完毕的事实：和解、履行、到账、发放的经过，报结的事由。没有登记全部履行、也没有报结的不填：文书里写的是已经全部履行。"""
    types = ("settlement.Agreed", "settlement.Performed", "funds.DirectPaid", "funds.Received", "funds.Paid")
    settled = any(fact.data.get("settles") for fact in desk.book.timeline.of(*types))
    if not settled and not _ground(desk, "finished"):
        return Unknown("没有登记全部履行，也没有以执行完毕报结", HERE)
    return _closing_facts(desk, "finished", *types)


def _closing_facts(desk: Desk, mode: str, *types: str) -> Answer:
    code, rows = _ground(desk, mode), told(desk.book.timeline.of(*types))
    grounds = next((one.grounds for one in closing.modes(desk.book.case.kind) if one.code == mode), {})
    found = "\n".join(part for part in (rows, f"执行中，{grounds[code]}。" if code in grounds else "") if part)
    return Known(found, "登记的事项和报结的事由") if found else Unknown("没有登记履行、发放，也没有报结，写明事实", HERE)


def resumed(desk: Desk) -> Answer:
    """恢复的事由：和解违约的，中止后恢复的。"""
    options = {"settlement.Breached": "被执行人不履行执行和解协议", "nodes.Resumed": "中止的情形已经消失"}
    found = tuple(text for type_, text in options.items() if desk.book.timeline.first(type_))
    return Known(found[0], "登记的事项") if len(found) == 1 else Unknown("写明恢复的事由", HERE, found or tuple(options.values()))


def suspended_facts(desk: Desk) -> Answer:
    """中止的事实：报请中止写明的理由。"""
    found = desk.book.timeline.last("nodes.Suspended")
    if found is None:
        return Unknown("还没有报请中止，写明事实和理由")
    return Known(f"{plain_date(found.on)}，{str(found.data.get('ground', '')).rstrip('。')}。", "登记的中止")


def correction_rows(desk: Desk) -> Answer:
    """需要补正的各项：最近一次通知补正的。"""
    found = desk.book.timeline.last("cases.CorrectionAsked")
    rows = [{"text": one} for one in found.data.get("missing", ())] if found else []
    return Known(rows, "登记的通知补正") if rows else Unknown("没有登记通知补正，写明需要补正的材料", HERE)


def correct_by(desk: Desk) -> Answer:
    """补正的期限。"""
    found = desk.book.timeline.last("cases.CorrectionAsked")
    day = found.day("until") if found else None
    return Known(day.isoformat(), "登记的通知补正") if day else Unknown("没有登记补正的期限", HERE)


def queried(desk: Desk) -> Answer:
    """查询的情况：发起的查询和其后的反馈。"""
    facts = list(desk.book.timeline.of("control.QuerySent", "control.FeedbackReceived"))
    rows = [_query(fact, facts[at + 1:]) for at, fact in enumerate(facts) if fact.type == "control.QuerySent"]
    return Known(rows, "登记的查询") if rows else Unknown("没有登记过查询", MATTERS)


def _query(sent: Fact, after: list[Fact]) -> dict[str, Any]:
    answer = next((one for one in after if one.type == "control.FeedbackReceived"), None)
    result = sentence(answer).partition("：")[2] if answer else Unknown("还没有登记反馈", MATTERS)
    return {"on": sent.on.isoformat(), "kind": sentence(sent), "result": result}


def query_ground(desk: Desk) -> Answer:
    """查询的缘由：执行案件的财产调查；保全案件没有查到财产的。"""
    if desk.book.case.kind != "执保":
        return Known("执行案件的财产调查")
    found = any(fact.data.get("found") for fact in desk.book.timeline.of("control.FeedbackReceived"))
    return Unknown("查到了财产，不是没有可供保全的财产") if found else Known("财产保全，没有查询到可供保全的财产")


def restricted_on(desk: Desk) -> Answer:
    """限制消费令的日期：登记了的。"""
    names = {desk.book.called[one.pk] for one in desk.addressed}
    days_ = {fact.on for fact in desk.book.timeline.of("sanctions.ConsumptionRestricted") if fact.subject in names}
    if len(days_) == 1:
        return Known(days_.pop().isoformat(), "登记的限制消费")
    return Unknown("几个人的日期不同，一人一份" if days_ else "没有登记限制消费", HERE if days_ else MATTERS)


_REMOVED: Final = {"performed": 0, "settled": 1, "asked": 2, "nothing": 3, "expired": 6, "wrong": 7}
"""删除失信的事由（代码表 delist）→ 决定书的第几种。"""


def removed(desk: Desk) -> Answer:
    """删除失信信息的事由：登记了的。"""
    found = people.one_of(desk, desk.book.of(Role.RESPONDENT))
    if isinstance(found, Unknown):
        return found
    rows = [fact for fact in desk.book.timeline.of("sanctions.Delisted") if fact.subject == desk.book.called[found.pk]]
    code = str(rows[-1].data.get("ground", "")) if rows else ""
    field = papers.template(desk.kind).fields["ground"]
    assert isinstance(field, Choice)
    options = tuple(field.options.values())
    return Known(options[_REMOVED[code]], f"{rows[-1].on}登记") if code in _REMOVED else Unknown("写明删除的事由", HERE, options)


def opinion(desk: Desk) -> Answer:
    """被约谈人的意见：登记了的。"""
    found = desk.book.timeline.last("control.Interviewed")
    text = str(found.data.get("text", "")) if found else ""
    return Known(text, "登记的约谈") if text else Unknown("记录被约谈人的意见")


def unfound(desk: Desk) -> Answer:
    """公告送达的原因：受送达人都登记了下落不明的。"""
    gone = desk.chosen and all(one.whereabouts_unknown for one in desk.chosen)
    return Known("你（单位）下落不明", "当事人登记为下落不明") if gone else Unknown("选公告送达的原因")


def interviewed(desk: Desk) -> Answer:
    """告知申请执行人的日期：最近一次终本约谈。"""
    found = desk.book.timeline.last("control.Interviewed")
    return Known(found.on.isoformat(), "登记的约谈") if found else Unknown("没有登记终本约谈", MATTERS)


def agreed(desk: Desk) -> Answer:
    """申请执行人签字确认同意终本。"""
    return Known(not people.together(desk))


def offset_ground(desk: Desk) -> Answer:
    """抵债的事由：流拍、变卖不成的；没有的由拟稿人选。"""
    unsold = desk.book.timeline.first("disposal.AuctionFailed", "disposal.SellOffFailed")
    options = ("双方同意，不经拍卖、变卖", "无法拍卖或者变卖，申请执行人同意")
    return Known(options[1], "登记的流拍、变卖不成") if unsold else Unknown("写明抵债的事由", HERE, options)


# ---- 和解 ----


def terms(desk: Desk) -> Answer:
    """和解的内容：最近的一份。"""
    found = desk.book.shelf.agreements.get(desk.book.case.pk, [])
    text = found[0].text if found else ""
    return Known(text, f"{found[0].agreed_on}登记的和解") if text else Unknown("没有登记和解的内容", HERE)


def copies(desk: Desk) -> Answer:
    """份数：各方一份，本院一份。"""
    return Known(len(desk.book.sides) + 1, "各方一份，本院一份")


def upper(desk: Desk) -> Answer:
    """上一级法院。"""
    parent = desk.book.court.parent
    return Known(parent.name) if parent else Unknown("没有登记上级法院", "法院设置")


def agency(fact: Fact) -> Any:
    """选定的评估机构。"""
    return fact.data.get("agency")
