"""模拟的协助单位给人看的网页：各单位取了几件、有没有毛病，近来的收发，查一个人，换计划书，往后走。"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import timedelta
from html import escape
from typing import Any, Final

from zhixing.exchange.simulators.agencies_plan import HOLDINGS, HOSTILE, MESSAGES, ORDERS

SHOWN: Final = 100


def page(network: Any, given: Mapping[str, str]) -> str:
    """网页；地址里有证件号的，连同查到的。"""
    found = _person(network, given) if given.get("number") else ""
    return (
        f"{_HEAD}<h1>模拟的协助单位</h1><p>今天是 {max(network.book.day, network.now().date())}，种子 {network.book.plan.seed}，"
        f"问过 {len(network.book.names)} 人，办过 {len(network.book.done)} 份控制请求。</p>{_agencies(network)}"
        f"<section><h2>查一个人</h2><form><label>证件号 <input name=number required value='{escape(given.get('number', ''))}'></label> "
        f"<label>姓名 <input name=name value='{escape(given.get('name', ''))}'></label> <button>查</button></form>{found}</section>"
        f"{_controls(network)}{_log(network)}"
    )


def told(path: str, form: Mapping[str, str]) -> dict[str, Any]:
    """网页上的表单 → JSON 的样子。"""
    if path == "/plan":
        made: dict[str, Any] = json.loads(form.get("plan", "{}"))
        return made
    fen = {"fen": int(form["fen"])} if form.get("fen") else {}
    return {**form, **fen}


def _agencies(network: Any) -> str:
    sent = Counter(one.agency for one in network.log)
    bad = Counter(one.agency for one in network.log if one.status != 200)
    waiting = {code: len(desk.out) for code, desk in network.desks.items()}
    rows = [
        (one.code, one.name, one.register or one.kind, "接着" if one.code in network.desks else "没有接", sent[one.code], bad[one.code],
         waiting.get(one.code, 0))
        for one in network.book.agencies.values()
    ]
    return f"<section><h2>单位</h2>{_table(('代码', '名称', '渠道', '法院', '近来收发', '没有送成', '等着送'), rows)}</section>"


def _person(network: Any, given: Mapping[str, str]) -> str:
    found = network.population(given["number"], given.get("name", ""))
    rows = [
        (network.book.agencies[code].name, one["sort"] or one["kind"], one["key"], one["name"], _yuan(one["fen"]), _yuan(one["available"]),
         one["currency"], one["state"], one["remark"], "；".join(f"{each['by']} {each['number']} 至{each['until'] or '—'}" for each in one["prior"]),
         "；".join(f"{each['sort']} {each['holder']}" for each in one["rights"]))
        for code, things in found.items() for one in things
    ]
    heads = ("单位", "种类", "账号、编号", "户名", "余额、价值", "可用", "币种", "状态", "备注", "在先措施", "别人的权利")
    return _table(heads, rows) if rows else "<p>各单位都没有他的财产。</p>"


def _controls(network: Any) -> str:
    tomorrow = max(network.book.day, network.now().date()) + timedelta(days=1)
    plan = json.dumps(network.book.plan.as_told(), ensure_ascii=False, indent=1)
    lists = "".join(
        f"<dt>{title}</dt><dd>{'；'.join(f'<code>{code}</code> {escape(text)}' for code, text in codes.items())}</dd>"
        for title, codes in (("财产", HOLDINGS), ("办理", ORDERS), ("送报文", MESSAGES), ("读起来", HOSTILE))
    )
    return (
        f"<section><h2>操作</h2>{_form(network, '/round', '<button>马上走一轮</button>')} "
        f"{_form(network, '/acts', f'<input type=hidden name=do value=day><input type=date name=day value={tomorrow}><button>走到这天</button>')}"
        f"<details><summary>计划书：出什么毛病</summary>"
        f"{_form(network, '/plan', f'<textarea name=plan rows=12>{escape(plan)}</textarea><br><button>换成这一份</button>')}"
        f"<dl>{lists}</dl></details></section>"
    )


def _log(network: Any) -> str:
    rows = [(f"{one.at:%m-%d %H:%M:%S}", one.agency, one.what, one.number, one.status, one.note) for one in list(network.log)[-SHOWN:][::-1]]
    return f"<section><h2>近来的收发</h2>{_table(('时间', '单位', '什么', '请求单号', '状态', '说明'), rows)}</section>"


def _table(heads: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    body = "".join(f"<tr>{''.join(f'<td>{escape(str(cell))}' for cell in row)}</tr>" for row in rows)
    return f"<table><tr>{''.join(f'<th>{head}' for head in heads)}</tr>{body}</table>"


def _form(network: Any, action: str, inside: str) -> str:
    return f'<form method="post" action="{action}"><input type="hidden" name="token" value="{network.token}">{inside}</form>'


def _yuan(fen: int) -> str:
    return f"{fen / 100:,.2f}"


_HEAD: Final = (
    '<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>模拟的协助单位</title><style>'
    "body{font:16px/1.6 sans-serif;max-width:80rem;margin:1rem auto;padding:0 1rem}section{overflow-x:auto}textarea{width:100%;font:13px monospace}"
    "table{border-collapse:collapse;width:100%;font-size:14px}td,th{border-bottom:1px solid #ddd;padding:.2rem .5rem;text-align:left}"
    "form{display:inline}</style>"
)
