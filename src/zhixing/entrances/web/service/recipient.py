"""一份文书送一个人：送了几次、各是什么结果、哪天算送达、还可以怎样推翻；没有送到的，下一步送到哪里。"""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from zhixing.casework.documents import queries_desk as service
from zhixing.casework.documents.queries_service import Attempt, Recipient
from zhixing.entrances.web.cases.desk import Desk, open_desk
from zhixing.entrances.web.service import announcing, places, standing
from zhixing.entrances.web.service.deemed import stored_grounds, stored_steps
from zhixing.entrances.web.service.forms import rebuttal
from zhixing.entrances.web.ui import Action, Empty, Ground, Item, Items, Note, Page, Panel, Refusal, Status, show
from zhixing.entrances.web.ui.piece import Content, Piece
from zhixing.entrances.web.ui.words import dates, full_day
from zhixing.law.identity import mask
from zhixing.law.service_addresses import source
from zhixing.law.service_values import known, outcome, table
from zhixing.law.states import Act
from zhixing.law.words import word

MAIL = {"method": "mail"}


def page(request: HttpRequest, case_id: int, recipient_id: int) -> HttpResponse:
    """一份。"""
    desk, one = places.reading(request, case_id, recipient_id)
    rows = list(service.attempts(case_id).filter(recipient=one.pk))
    log = Items(items=tuple(_attempt(desk, row) for row in reversed(rows)), empty=Empty("还没有送过", icon="send"))
    body: tuple[Content, ...] = (*_next(desk, one, rows), Panel(title=f"送过 {len(rows)} 次", flush=True, body=(log,)))
    return show(request, Page(
        title=f"{one.name}：{table()['state'][one.state]}", pretitle=f"{desk.case}　《{one.document.title}》{standing.number(one)}",
        actions=_actions(desk, one), back=places.tab_url(case_id), back_text="送达", body=body,
        side=(Panel(title="送达地址", actions=(_addresses(desk),), flush=True, body=(_places(desk, one, rows),)),) if one.party_id else (),
    ))


def home(request: HttpRequest, case_id: int) -> HttpResponse:
    """案件的送达一栏；从应办事项（退件处理等）来的，直接到那一份。"""
    open_desk(request, case_id)
    found = service.of_node(case_id, request.GET.get("node", ""))
    return HttpResponseRedirect(reverse("service_recipient", args=[case_id, found]) if found else places.tab_url(case_id))


def why(request: HttpRequest, case_id: int, recipient_id: int) -> HttpResponse:
    """送达之日怎么算出来的，还可以怎样推翻。"""
    desk, one = places.reading(request, case_id, recipient_id)
    rows = [row for row in service.attempts(case_id).filter(recipient=one.pk) if row.deemed]
    best = next((row for row in rows if (row.deemed["value"] or {}).get("day") == str(one.deemed_on)), rows[-1] if rows else None)
    title = f"{one.name}{full_day(one.deemed_on)}送达" if one.deemed_on else f"{one.name}：没有送达"
    body = _explained(desk, best) if best else (Panel(body=(Empty("还没有结果"),)),)
    pretitle = f"{desk.case}　《{one.document.title}》"
    return show(request, Page(title=title, pretitle=pretitle, back=places.tab_url(case_id), back_text="送达", body=body))


def _rebutting(desk: Desk, row: Attempt) -> tuple[Action, ...]:
    url = reverse("service_rebut", args=[desk.case.pk, row.pk])
    return (Action(text="登记推翻", url=url, small=True),) if Act.SERVE in desk.rights.available else ()


def _explained(desk: Desk, row: Attempt) -> tuple[Panel, ...]:
    data = row.deemed["finding"]
    value = row.deemed["value"] or {}
    steps = tuple(Item(title=dates(one.text), note=f"依据：{one.article}" if one.article else "") for one in stored_steps(data))
    panels = [Panel(title="推算", flush=True, body=(Items(items=steps),))] if steps else []
    if grounds := tuple(_ground(one) for one in stored_grounds(data)):
        panels.append(Panel(title="理由和提醒", flush=True, body=(Items(items=grounds),)))
    if value.get("rebuttal"):
        note = Note(f"受送达人可以{rebuttal(value['rebuttal'])}。", "yellow", actions=_rebutting(desk, row))
        panels.append(Panel(title="还可以推翻", body=(note,)))
    return tuple(panels)


def _ground(one: Ground) -> Item:
    return Item(title=dates(one.text), note="　".join(part for part in (one.remedy, f"依据：{one.article}") if part), tone="yellow")


# ---- 各次 ----


def _attempt(desk: Desk, row: Attempt) -> Item:
    """一次：怎么送的、结果、算不算、材料、可以改什么。"""
    rule = outcome(row.method, row.outcome)
    value = (row.deemed or {}).get("value") or {}
    tone = "grey" if rule.pending else "green" if value else "red"
    told = f"{full_day(row.on)}{word('method', row.method)}送达：{rule.label}"
    failed = () if rule.pending else (Status("不算送达", "orange"),)
    tags = (Status(f"{dates(value['day'])}送达", "green"),) if value else failed
    return Item(title=told, tone=tone, tags=tags, note=" · ".join(_said(row)), extra=tuple(_extra(desk, row)), actions=tuple(_acts(desk, row)))


def _said(row: Attempt) -> Iterator[str]:
    yield f"第{row.number}次送达"
    if row.happened and row.happened != row.on:
        yield f"结果日{full_day(row.happened)}"
    if row.address or row.place:
        yield mask(row.address.text) if row.address and row.address.channel == "sms" else row.address.text if row.address else row.place
    if row.tracking:
        yield f"邮件号{row.tracking}"
    if row.signer:
        yield known("signer", row.signer)["label"] + (f"：{row.signer_name}" if row.signer_name else "")
    yield row.made_name


def _extra(desk: Desk, row: Attempt) -> Iterator[Piece | str]:
    for ground in stored_grounds((row.deemed or {}).get("finding")):
        yield dates(f"{ground.text}{ground.remedy}（{ground.article}）")
    if row.rebuttal:
        yield f"受送达人{rebuttal(row.rebuttal['how'])}：{'采信' if row.rebuttal['upheld'] else '没有采信'}"
    if row.enclosed_in_id:
        yield "随另一份文书同寄，结果跟着那一份。"
    for n, file_id in enumerate(row.files, 1):
        yield Action(text=f"证明 {n}", url=reverse("case_file", args=[desk.case.pk, file_id]), kind="link", small=True, download=True)


def _acts(desk: Desk, row: Attempt) -> Iterator[Action]:
    """登记结果、更正、推翻、撤回误登。"""
    if Act.SERVE not in desk.rights.available or row.enclosed_in_id:
        return
    ended = not outcome(row.method, row.outcome).pending
    names = [("service_result", "更正结果" if ended else "登记结果", not ended)]
    names += [("service_rebut", "推翻", False)] if (row.deemed or {}).get("value") and outcome(row.method, row.outcome).rebuttal else []
    for name, text, first in (*names, ("service_withdraw", "误登撤回", False)):
        yield Action(text=text, url=reverse(name, args=[desk.case.pk, row.pk]), kind="primary" if first else "link", small=True)


# ---- 下一步 ----


def _next(desk: Desk, one: Recipient, rows: list[Attempt]) -> Iterator[Content]:
    """退回、没有送到的：下一个地址在哪里，地址都试过了可不可以公告。"""
    if one.cancelled or one.state not in standing.AGAIN or Act.SERVE not in desk.rights.available:
        return
    tried = {row.address_id for row in rows}
    place = next((place for place in service.usable(one, desk.today) if place.pk not in tried), None)
    if place is not None:
        url = f"{reverse('service_send', args=[desk.case.pk, one.pk])}?{urlencode(MAIL | {'address': place.pk})}"
        label = source(place.source)["label"]
        yield Note(f"{label}：{place.text}", "blue", "下一个地址还没有试过", (Action(text="向这个地址邮寄", url=url, kind="primary", small=True),))
        return
    found = announcing.allowed(desk, one)
    if found.ok:
        url = reverse("service_announce", args=[desk.case.pk, one.pk])
        yield Note("登记的地址都试过了，可以公告送达。", "blue", "下一步", (Action(text="登记公告", url=url, kind="primary", small=True),))
    else:
        yield Refusal.of(found, lambda reason: None, "公告送达")


def _actions(desk: Desk, one: Recipient) -> tuple[Piece, ...]:
    if one.cancelled or Act.SERVE not in desk.rights.available:
        return ()
    args = [desk.case.pk, one.pk]
    receipt = Action(text="打印送达回证", url=reverse("service_paper", args=args), icon="printer", download=True)
    announce = Action(text="公告送达", url=reverse("service_announce", args=args))
    if one.state == "served":
        return (receipt,)
    first = one.state == "to_send"
    send = Action(text="送达" if first else "再送一次", url=reverse("service_send", args=args), kind="primary" if first else "plain")
    return (receipt, send) if first else (receipt, announce, send)


def _addresses(desk: Desk) -> Action:
    return Action(text="登记地址", url=reverse("case_addresses", args=[desk.case.pk]), small=True)


def _places(desk: Desk, one: Recipient, rows: list[Attempt]) -> Items:
    """按次序的各个地址，试过的标出来。"""
    tried = {row.address_id: row for row in rows if row.address_id}
    items = []
    for place in (*service.usable(one, desk.today), *service.usable(one, desk.today, electronic=True)):
        done = tried.get(place.pk)
        tag = (Status(outcome(done.method, done.outcome).label, "grey"),) if done else ()
        text = mask(place.text) if place.channel == "sms" else place.text
        items.append(Item(title=source(place.source)["label"], note=text, tags=tag))
    return Items(items=tuple(items), empty=Empty("没有登记送达地址", icon="pin"))
