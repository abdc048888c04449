"""由规则层的各张表生成 docs/schema/claim.schema.json。``python docs/schema/generate.py`` 重写；测试核对它没有过时。

例子写在 docs/schema/examples.json：每种计息条款至少一个。
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "src"))

from zhixing.law import debt, rates  # noqa: E402
from zhixing.law.switches import CHOICES, DEFAULTS, LEVELS, NAMES, TITLES  # noqa: E402

Schema = dict[str, Any]
SOLD = ("sale", "in_kind")
BASES = ["360", "365", "366"]
INTRO = (
    "zhixing calc interest 读的债务。金额写元（文字或数字，至多两位小数），利率要写单位（24%、0.5‰、月利率可写2分）。"
    "不认识的名称不收。由 docs/schema/generate.py 生成。"
)


def ref(name: str, description: str = "") -> Schema:
    """引用一个定义。"""
    return {"$ref": f"#/$defs/{name}"} | ({"description": description} if description else {})


def one_of(table: Mapping[str, str], description: str = "") -> Schema:
    """只能取表里的一个，连同各自的意思。"""
    meaning = "；".join(f"{code} {name}" for code, name in table.items())
    return {"enum": list(table), "description": f"{description}：{meaning}" if description else meaning}


def record(required: list[str], properties: Schema, **more: Any) -> Schema:
    """一个对象；没有列出的名称不收。"""
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties, **more}


def rows(items: Schema, description: str = "", **more: Any) -> Schema:
    """一列。"""
    return {"type": "array", "items": items, **more} | ({"description": description} if description else {})


def simple() -> Schema:
    """最小的几种值。"""
    return {
        "text": {"type": "string", "minLength": 1, "maxLength": 500},
        "date": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        "money": {"description": "元，不小于零", "anyOf": [
            {"type": "string", "pattern": r"^([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]{1,2})?$"}, {"type": "number", "minimum": 0},
        ]},
        "number": {"anyOf": [{"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$"}, {"type": "number", "exclusiveMinimum": 0}]},
        "rate": {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?[%‰‱分厘]$", "description": "必须写单位"},
        "year": {"enum": [360, 365, 366, *BASES], "description": "一年的天数；不写的依开关 basis"},
    }


def span(**more: Schema) -> Schema:
    """``from`` 到 ``to``，首尾都在内。"""
    return {"from": ref("date"), "to": ref("date"), **more}


def clause(kind: str) -> Schema:
    """一种计息条款。"""
    own, needed = CLAUSES[kind]
    properties = {
        "kind": {"const": kind, "description": debt.CLAUSES[kind]},
        "from": ref("date", "起算日"),
        "to": {"description": "止日：payment 到清偿，due 到履行期限届满日，或者一个日期", "anyOf": [{"enum": ["payment", "due"]}, ref("date")]},
        "base": {
            "description": "基数：balance 是未付的本项余额，随还款减少；写金额的是固定基数，不超过余额；interest 是没有付的利息（复利）",
            "anyOf": [{"enum": ["balance", "interest"]}, ref("money")],
        },
        **own, "basis": ref("year"), "compound": ref("compound"),
    }
    compounds = {"required": ["base"], "properties": {"base": {"const": "interest"}}}
    return record(
        ["kind", "from", "to", "base", *needed], properties,
        **{"if": compounds, "then": {"required": ["compound"]}, "else": {"not": {"required": ["compound"]}}},
    )


TIMES = {"multiple": ref("number", "倍数，如加收50%是 1.5")}
STATED: tuple[Schema, list[str]] = ({"rate": ref("rate"), **TIMES}, ["rate"])
QUOTE = record(["from", "rate", "source"], {"from": ref("date", "哪一日起用，用到下一行为止"), "rate": ref("rate"), "source": ref("text")})
TIER = {"tier": one_of(rates.TIERS)}
CLAUSES: dict[str, tuple[Schema, list[str]]] = {
    "lpr": ({"term": one_of(rates.TERMS), **TIMES, "fixed_on": ref("date", "固定利率取哪一天的LPR；不写是浮动")}, ["term"]),
    "benchmark": ({"term": one_of(rates.TERMS), **TIMES, **TIER}, []),
    "yearly": STATED, "monthly": STATED, "daily": STATED,
    "unagreed_loan": ({}, []),
    "unagreed_sale": ({"uplift": ref("rate", "加计的比例，30%到50%"), **TIER}, ["uplift"]),
    "foreign": ({"rates": rows(QUOTE, "法院按法释〔2025〕2号的参考标准确定的年利率，按日期先后", minItems=1), **TIMES}, ["rates"]),
}


def compound() -> Schema:
    """复利的办法。"""
    return record(["every", "of"], {
        "every": one_of(debt.SETTLED, "多久结息一次"),
        "day": {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 31}, {"type": "string", "pattern": "^[0-9]{1,2}$"}],
                "description": "结息日是几号，没有这一日的取月末", "default": 20},
        "of": rows({"anyOf": [{"type": "integer", "minimum": 1, "maximum": 100}, {"type": "string", "pattern": "^[0-9]{1,3}$"}]},
                   "对本项第几条条款没有付的利息计复利，从1数；写自己的编号就是复利再计复利", minItems=1),
    }, description="复利：没有付的利息每到结息日转入基数，次日起计息")


def item() -> Schema:
    """一项债务。"""
    paid = record(["from", "to", "amount"], span(amount=ref("money")))
    cap = record(["contract_on", "filed_on"], {
        "contract_on": ref("date", "合同成立日"), "filed_on": ref("date", "案件受理日"),
        "interest_paid": rows(paid, "诉讼以前已付的利息，超过上限的部分抵作本金；各段不能重叠"),
        "counted": one_of(debt.COUNTED, "已付利息的上限怎么数"),
        "first_loan": record(["amount", "from", "to"], span(amount=ref("money")), description="重新出具借条以前最初的借款和整个借款期间"),
    }, description="民间借贷利率上限")
    return record(["id", "kind", "amount"], {
        "id": ref("text", "编号，不能重复"), "name": ref("text"), "kind": one_of(debt.KINDS), "amount": ref("money"),
        "due": ref("date", "履行期限届满日；不写的用 effective_on"),
        "in_double_base": {"enum": ["yes", "no", "judge"], "description": "是否计入加倍部分的基数；judge 由法官定；不写依开关"},
        "interest": rows({"anyOf": [ref(f"clause_{kind}") for kind in debt.CLAUSES]}, "计息条款；分段利率写几条"), "cap": cap,
        "secured": {"type": "boolean", "description": "有财产担保"}, "withheld": ref("money", "预先扣除的利息"),
        "since": ref("date", "费用发生之日，此前的还款不抵充这一项"),
    })


def payment(ways: list[str], day: Schema, needed: list[str]) -> Schema:
    """一次还款：拍卖、抵债写裁定送达日，其他写还款之日。"""
    return record(["id", "amount", *needed], {
        "id": ref("text"), "amount": ref("money"), "how": one_of({way: debt.WAYS[way] for way in ways}), **day,
        "to": ref("text", "债务人指定清偿哪一项"), "paid_out_on": ref("date", "款项发放日"),
    })


def switches() -> Schema:
    """口径开关。"""
    return record([], {name: {"title": TITLES[name], "default": getattr(DEFAULTS, name), **_changed(_value(name))} for name in NAMES})


def _value(name: str) -> Schema:
    if name == "order":
        levels = {"type": "array", "items": {"enum": list(LEVELS)}, "minItems": len(LEVELS), "maxItems": len(LEVELS)}
        return {"description": "四级抵充顺序，用逗号隔开，或者写成一列", "anyOf": [{"type": "string"}, levels]}
    spoken = [True, False] if set(CHOICES[name]) == {"yes", "no"} else []
    numbers = [int(code) for code in CHOICES[name] if code.isdigit()]
    return one_of(CHOICES[name]) | {"enum": [*CHOICES[name], *spoken, *numbers]}


def _changed(value: Schema) -> Schema:
    who = record(["value"], {
        "value": value, "by": {"type": "string", "description": "谁改的"}, "why": {"type": "string", "description": "为什么"},
    })
    return {"anyOf": [value, who]}


def properties() -> Schema:
    """整份债务的名称。"""
    exclusion = record(["from", "to", "reason"], span(reason=one_of(debt.EXCLUDED)))
    waiver = record(["on", "amount", "document"], {
        "on": ref("date"), "amount": {"anyOf": [{"const": "all"}, ref("money")]}, "document": ref("text"),
    })
    in_yuan = record(["rate", "on", "source"], {"rate": ref("number"), "on": ref("date", "加倍部分起算日"), "source": ref("text")})
    return {
        "title": ref("text"), "origin": one_of(debt.ORIGINS), "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "default": "CNY"},
        "effective_on": ref("date", "执行依据生效日；没有写履行期限的项目从次日起算迟延"),
        "items": rows(ref("item"), minItems=1), "payments": rows({"anyOf": [ref("payment"), ref("payment_sale")]}),
        "exclusions": rows(exclusion, "不计算加倍部分的各段，首尾都在内，不能重叠"),
        "waivers": rows(waiver, "放弃加倍部分；all 是全部放弃，以后的也放弃"),
        "guarantors": rows(record(["name", "cap"], {"name": ref("text"), "cap": ref("money")}), "担保额较小的担保人"),
        "in_yuan": in_yuan | {"description": "外币债务的加倍部分按人民币计算"},
        "bankruptcy_accepted_on": ref("date", "受理破产申请之日"),
        "default_penalty_borne": {"type": "boolean", "description": "调解书约定的违约责任已经承担"}, "switches": switches(),
    }


def schema() -> Schema:
    """整份格式，连同例子。"""
    others = [way for way in debt.WAYS if way not in SOLD]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "CLAIM.json", "description": INTRO,
        **record(["items"], properties()),
        "$defs": {
            **simple(), "item": item(), "compound": compound(),
            "payment": payment(others, {"on": ref("date", "还款、划拨之日")}, ["on"]),
            "payment_sale": payment(list(SOLD), {"served_on": ref("date", "成交、抵债裁定送达日")}, ["how", "served_on"]),
            **{f"clause_{kind}": clause(kind) for kind in debt.CLAUSES},
        },
        "examples": json.loads((HERE / "examples.json").read_text("utf-8")),
    }


def page() -> str:
    """文件的内容。"""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    (HERE / "claim.schema.json").write_text(page(), "utf-8")
