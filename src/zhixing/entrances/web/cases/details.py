"""当事人、执行依据与请求、关联案件。"""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from zhixing.casework.cases.queries import Claim, Party, Relation, Role, Title, successors, visible_to
from zhixing.entrances.web.cases.rows import claimed
from zhixing.entrances.web.cases.settled import LEFT, before, resumed
from zhixing.entrances.web.cases.view import View
from zhixing.entrances.web.ui import Action, Actions, Column, Empty, Money, Panel, Person, Row, Status, Table
from zhixing.entrances.web.ui.piece import Content, Piece
from zhixing.entrances.web.ui.words import day, full_day
from zhixing.law import words
from zhixing.law.identity import KINDS, mask
from zhixing.law.states import Act

ORDER = {role: n for n, role in enumerate(Role.values)}


def role_text(kind: str, role: str) -> str:
    """地位的叫法；执保、执异等案件另有叫法。"""
    return words.party(kind, role)


def parties(view: View) -> Panel:
    """当事人。证件、电话、账号一律遮挡；有权的另开一页看完整的，并记入查阅日志。"""
    columns = (Column("姓名或名称"), Column("证件"), Column("联系"), Column("收款账户"), Column("", "end"))
    people = sorted(view.case.parties.all(), key=lambda p: (not p.active, ORDER[p.role], p.pk))
    rows = tuple(Row(cells=_party(view, p), tone="" if p.active else "grey") for p in people)
    return Panel(title="当事人", actions=tuple(_party_actions(view)), flush=True, body=(Table(columns=columns, rows=rows, label="当事人"),))


def _party_actions(view: View) -> list[Piece]:
    case, rights = view.case.pk, view.desk.rights
    found: list[Piece] = []
    if rights.may_see_identity:
        found.append(Action(
            text="查看完整号码", url=reverse("case_identity", args=[case]), icon="eye", small=True, dialog=True, title="会记入查阅日志",
        ))
    if Act.EDIT in rights.available:
        found.append(Action(text="添加当事人", url=reverse("case_party_new", args=[case]), icon="plus", small=True, dialog=True))
    return found


def _party(view: View, p: Party) -> tuple[Content | tuple[Content, ...], ...]:
    gone = () if p.active else (Status("已退出", "grey"),)
    whom = next((q.name for q in view.case.parties.all() if q.pk == p.represents_id), "")
    role = role_text(view.case.kind, p.role) + (f"，代理{whom}" if whom else "") + (f"，{p.authority}" if p.authority else "")
    more = "、".join(t for t in (p.sex, f"{full_day(p.birth)}生" if p.birth else "", p.language and f"通晓{p.language}") if t)
    account = f"{p.bank_name} {mask(p.bank_account)}" if p.bank_account else "—"
    sure = f"{day(p.account_confirmed_on, view.desk.today)}确认" if p.account_confirmed_on else ("未确认" if p.bank_account else "")
    missing = (Status("下落不明", "orange"),) if p.whereabouts_unknown else ()
    name = Person(p.name, url=reverse("debtor", args=[p.pk])) if p.role == Role.RESPONDENT and p.active else p.name
    return (
        (name, role, *([more] if more else []), *gone), (mask(p.paper_number) if p.paper_number else "—", KINDS.get(p.paper, "")),
        (mask(p.phone) if p.phone else "—", p.address, *missing), (account, sure), _party_buttons(view, p),
    )


def _party_buttons(view: View, p: Party) -> Content:
    if not p.active or Act.EDIT not in view.desk.rights.available:
        return ""
    names = [("case_party", "更正"), ("case_party_remove", "退出")]
    names += [("case_party_account", "确认账户")] if p.role == Role.APPLICANT else []
    return Actions(tuple(
        Action(text=text, url=reverse(name, args=[view.case.pk, p.pk]), kind="link", small=True, dialog=True) for name, text in names
    ))


def titles(view: View) -> Panel:
    """执行依据和各项请求；恢复执行的，连同原案和解。"""
    return Panel(flush=True, body=(_made(view), _asked(view), *before(view)))


def _made(view: View) -> Panel:
    columns = (Column("文号"), Column("作出单位"), Column("生效"), Column("履行期限"), Column("", "end"))
    rows = tuple(
        Row(cells=(
            (t.number, t.paper_name or Title.Body(t.kind).label), t.maker or "—", full_day(t.effective_on) or "—", full_day(t.perform_by) or "—",
            _ground_buttons(view, "title", t.pk),
        )) for t in view.case.titles.all()
    )
    table = Table(columns=columns, rows=rows, label="执行依据", empty=Empty("没有登记执行依据", icon="file-text"))
    operative = (_operative(t) for t in view.case.titles.all() if t.operative)
    return Panel(title="执行依据", flush=True, actions=_ground_adding(view, "title", "添加执行依据"), body=(table, *operative))


def _asked(view: View) -> Panel:
    columns = (Column("请求"), Column("内容"), Column("金额（元）", "end"), Column("", "end"))
    claims = (
        Row(cells=(Claim.Sort(c.sort).label, c.text or "—", Money(c.amount_fen), _ground_buttons(view, "claim", c.pk)))
        for c in view.case.claims.all()
    )
    total = Row(cells=(LEFT if resumed(view) else claimed(view.case), view.case.performance or "", Money(view.case.claim_fen), ""))
    table = Table(columns=columns, rows=(*claims, total), label="请求")
    note = "各项是原案的请求，照原样列出；本案只执行末行未履行的数" if resumed(view) else ""
    return Panel(title="请求", note=note, flush=True, actions=_ground_adding(view, "claim", "添加请求"), body=(table,))


def _ground_adding(view: View, sort: str, text: str) -> tuple[Piece, ...]:
    if Act.EDIT not in view.desk.rights.available:
        return ()
    url = reverse(f"case_{sort}_new", args=[view.case.pk])
    return (Action(text=text, url=url, icon="plus", small=True, dialog=True),)


def _ground_buttons(view: View, sort: str, row: int) -> Content:
    if Act.EDIT not in view.desk.rights.available:
        return ""
    names = ((f"case_{sort}", "更正"), (f"case_{sort}_remove", "去掉"))
    return Actions(tuple(
        Action(text=text, url=reverse(name, args=[view.case.pk, row]), kind="link", small=True, dialog=True) for name, text in names
    ))


def _operative(title: Title) -> Panel:
    return Panel(title=f"{title.number} 主文", body=(title.operative,))


def links(view: View) -> Table:
    """关联案件，连同由本案而来的（恢复执行、转入执行、异议、复议……）；看得见的可以点开。"""
    columns = (Column("案号"), Column("关系"))
    rows = (*(_link(r) for r in view.case.relations.all()), *_from_here(view))
    return Table(columns=columns, rows=tuple(rows), label="关联案件", empty=Empty("没有关联案件", "右上“更多”里可以关联。", "link"))


def _link(row: Relation) -> Row:
    url = reverse("case_page", args=[row.other_id]) if row.other_id else ""
    return Row(url=url, cells=(row.other_number, Relation.Sort(row.sort).label))


def _from_here(view: View) -> Iterator[Row]:
    found = list(successors(view.case))
    seen = set(visible_to(view.desk.user, view.desk.today).filter(pk__in=[r.case_id for r in found]).values_list("pk", flat=True))
    for row in found:
        url = reverse("case_page", args=[row.case_id]) if row.case_id in seen else ""
        yield Row(url=url, cells=(str(row.case), f"由本案而来：{row.case.get_kind_display()}"))
