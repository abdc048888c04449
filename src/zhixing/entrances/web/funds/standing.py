"""计息单走到哪一步：还没有、待确认、已确认、已变动须重新确认；下一步是什么。"""

from __future__ import annotations

from django.urls import reverse

from zhixing.casework.funds.queries import Sheet
from zhixing.entrances.web.funds.reckoning import Reckoning
from zhixing.entrances.web.ui import Action, Empty, Note, Panel, Piece, Status
from zhixing.entrances.web.ui.words import moment
from zhixing.law.articles import cite
from zhixing.law.states import Act


def newest(found: Reckoning) -> Sheet | None:
    """没有作废的最新一版。"""
    return next((sheet for sheet in found.sheets if sheet.voided_at is None), None)


def of_sheet(found: Reckoning, sheet: Sheet) -> Status:
    """一版的状况。"""
    if sheet.voided_at is not None:
        return Status("已作废", "grey", title=sheet.void_reason)
    changed = not found.current(sheet)
    if sheet.signed_at is not None:
        return Status("已变动，须重新确认", "yellow") if changed else Status("已确认", "green")
    return Status("已变动，须重新生成", "yellow") if changed else Status("待确认", "blue")


def tags(found: Reckoning) -> tuple[Status, ...]:
    """题目后面的标签：最新一版是第几版、走到哪一步。"""
    sheet = newest(found)
    if sheet is None:
        return (Status("还没有生成计息单", "plain"),) if found.debt else ()
    told = of_sheet(found, sheet)
    return (Status(f"计息单第{sheet.number}版{told.text}", told.tone, title=signed_text(found, sheet)),)


def signed_text(found: Reckoning, sheet: Sheet) -> str:
    """斯某 11月20日 09:31确认。"""
    today = found.desk.today
    if sheet.voided_at is not None:
        return f"{sheet.voided_name} {moment(sheet.voided_at, today)}作废：{sheet.void_reason}"
    return f"{sheet.signed_name} {moment(sheet.signed_at, today)}确认" if sheet.signed_at else ""


def following(found: Reckoning) -> tuple[Action, ...]:
    """下一步的按钮：最新一版没有变动又没有确认的去确认，否则生成一版。"""
    sheet = newest(found)
    if sheet is not None and found.current(sheet) and sheet.signed_at is None and found.may(Act.SIGN_SHEET):
        url = reverse("case_debt_sheet", args=[found.case.pk, sheet.number])
        return (Action(text=f"核对并确认第{sheet.number}版", url=url, kind="primary", icon="rubber-stamp"),)
    fresh = sheet is not None and found.current(sheet) and sheet.as_of == found.as_of
    if found.result is None or fresh or not found.may(Act.MAKE_SHEET) or found.as_of > found.desk.today:
        return ()
    fields = {"revision": found.desk.revision, "as_of": found.as_of.isoformat()}
    kind = "primary" if sheet is None or not found.current(sheet) else "plain"
    url = reverse("case_debt_make", args=[found.case.pk])
    return (Action(text="生成计息单", url=url, kind=kind, icon="file-text", method="post", fields=fields),)


def nothing(found: Reckoning) -> Panel:
    """还没有计息依据：说清做什么。"""
    if not found.may(Act.STATE_DEBT):
        return Panel(body=(Empty("还没有录入计息依据", "由承办人、协办的助理或者书记员录入以后，这里每天给出尚欠多少、怎么算的。", "calculator"),))
    case = found.case.pk
    read = Action(text="从判决书识别", url=reverse("case_debt_from_judgment", args=[case]), kind="primary", icon="file-text")
    by_hand = Action(text="手工录入", url=reverse("case_debt_edit", args=[case]), icon="edit")
    told = "把判决书、调解书交给系统识别，对照原文核对以后保存；或者照主文手工录入。录入以后，这里每天给出尚欠多少、每一笔怎么来的。"
    return Panel(title="计息", actions=(by_hand,), body=(Empty("还没有录入计息依据", told, "calculator", read),))


def obstacles(found: Reckoning) -> tuple[Piece, ...]:
    """算不出来的原因；算得出来、但记着不明确的，明确以前不能确认。"""
    notes: list[Piece] = []
    edit = Action(text="修改计息依据", url=reverse("case_debt_edit", args=[found.case.pk]), small=True)
    actions = (edit,) if found.may(Act.STATE_DEBT) else ()
    trouble = found.trouble
    if trouble is not None:
        title = {"unclear": "执行依据不明确，不能计算", "wrong": "计息依据有一处不对", "rate": "利率表不够"}[trouble.kind]
        more = "" if trouble.kind != "rate" else "\n可以算到利率公布到的那一天；或者由本院在“计息口径”里定为沿用最后一次公布的。"
        notes.append(Note(trouble.text + more, "yellow", title, actions if trouble.kind != "rate" else ()))
    if found.debt and found.debt.unclear:
        told = "\n".join(f"· {text}" for text in found.debt.unclear)
        title = f"执行依据还有 {len(found.debt.unclear)} 处不明确，明确以前不能确认计息单"
        notes.append(Note(f"{told}\n向作出执行依据的审判部门征询意见，明确以后修改计息依据。（{cite('JI 461')}）", "yellow", title, actions))
    return tuple(notes)
