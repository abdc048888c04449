"""邮寄送达的两份表：交给邮政的清单（写），邮政给的回执（读）。不碰数据库。

清单一件一行：送达编号、邮件号、收件人、电话、地址、内件、案号、寄件法院、寄件人、寄件电话、交邮日期。``.xlsx`` 和 ``.csv`` 内容一样；
号码一律是文字，“=”开头的也不成公式。邮件号没有的空着，由邮政填。

回执认 ``.xlsx``、``.xls``、``.csv``，栏名照 :data:`RECEIPTS` 的叫法和别名。邮件号、送达编号有一样就行；结果、日期、签收人、退回原因照邮政的话写，
由 :mod:`~zhixing.exchange.postal_words` 认。只有邮件号没有结果的行，是把邮政编的号填回来。
一份里重复的行只算一次；同一件先在途后有结果的，以结果为准；两个结果不一样的，两行都不收，写明在哪一行。
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import date
from typing import Any, Final

from openpyxl import Workbook

from zhixing.exchange import postal_words as words
from zhixing.exchange.case_sheets import Fault, Row, Table
from zhixing.exchange.columns import Column
from zhixing.exchange.sheets_out import as_bytes, blank, head, plain
from zhixing.exchange.workbook import as_date, read
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse

MOST: Final = 10_000
_TIME: Final = re.compile(r"[\sT]+\d{1,2}[:：]\d{2}([:：]\d{2})?(\.\d+)?$")
_TRACKING: Final = re.compile(r"[0-9A-Z]{5,40}")
_MANY: Final = re.compile(r"[、,，;；\s]+")
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


# —— 交邮清单 ————————————————————————————————————————————————————————————


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """一件邮件。``reference`` 是送达编号，回执凭它或者邮件号对回来；``on`` 是交邮日期。"""

    reference: int
    tracking: str = ""
    receiver: str
    phone: str = ""
    address: str
    content: str
    case: str
    court: str
    sender: str = ""
    sender_phone: str = ""
    on: date


HEADS: Final = ("送达编号", "邮件号", "收件人", "收件人电话", "收件人地址", "内件", "案号", "寄件法院", "寄件人", "寄件电话", "交邮日期")
_WIDTHS: Final = (12, 18, 18, 16, 44, 40, 26, 24, 12, 16, 14)


def lines(parcels: Iterable[Parcel]) -> Iterator[tuple[str, ...]]:
    """一件一行，都是文字，与 :data:`HEADS` 对应。"""
    return (tuple("" if value is None else str(value) for value in astuple(parcel)) for parcel in parcels)


def xlsx(parcels: Iterable[Parcel]) -> bytes:
    """交邮清单，表格。"""
    book = Workbook()
    sheet = book.active
    sheet.title = "交邮清单"
    head(sheet, list(HEADS))
    for line in lines(parcels):
        plain(sheet, line)
    for letter, width in zip("ABCDEFGHIJK", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    return as_bytes(book)


def as_csv(parcels: Iterable[Parcel]) -> bytes:
    """交邮清单，CSV：UTF-8 带 BOM，会被当成公式的前面加一撇。"""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEADS)
    writer.writerows([_safe(cell) for cell in line] for line in lines(parcels))
    return out.getvalue().encode("utf-8-sig")


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


# —— 回执 ————————————————————————————————————————————————————————————————

RECEIPTS: Final = (
    Column("reference", "送达编号", ("编号", "客户单号", "订单号", "寄件编号"), "交邮清单里的送达编号；有邮件号的可以不填", "1024"),
    Column("tracking", "邮件号", ("邮件号码", "邮件编号", "运单号", "快递单号", "单号"), "13 位的照填，设为文本", "1012345678901"),
    Column("result", "结果", ("投递结果", "邮件状态", "状态", "妥投情况"), "签收、退回、在途……照邮政的话写；空着的只填邮件号", "退回"),
    Column("on", "日期", ("结果日期", "签收日期", "签收时间", "妥投时间", "退回日期", "退回时间"), "签收或者退回那天", "2026-11-20"),
    Column("signer", "签收人", ("签收人姓名", "收件人签名", "实际签收人"), "", "王秀兰"),
    Column("relation", "与收件人关系", ("签收人身份", "签收类型", "关系"), "本人、同住成年家属、收发室、法定代表人……", "本人"),
    Column("reason", "退回原因", ("未妥投原因", "退件原因", "原因"), "退回的要写", "迁移新址不明"),
    Column("tries", "各次投递", ("投递记录", "投递日期"), "几天用、隔开", "2026-11-16、2026-11-18、2026-11-20"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """一件的回执。``outcome`` 是邮寄送达的结果代码，空是只填邮件号；``signer`` 空是看不出谁签收，要人补；``said`` 是邮政的原话。"""

    row: int
    reference: int | None = None
    tracking: str = ""
    outcome: str = ""
    happened: date | None = None
    signer: str = ""
    signer_name: str = ""
    days: tuple[date, ...] = ()
    said: str = ""

    @property
    def key(self) -> str:
        """认这一件：有邮件号凭邮件号，否则凭送达编号。"""
        return self.tracking or f"#{self.reference}"

    def same(self, other: Receipt) -> bool:
        """除了行号都一样。"""
        return replace(self, row=0) == replace(other, row=0)


@dataclass(frozen=True, slots=True)
class Reading:
    """读出的回执、毛病、整表的话；``repeated`` 是重复而没有再算的行数；``unclear`` 是号码认得、别的栏有毛病的各行，没有收。"""

    receipts: tuple[Receipt, ...]
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()
    repeated: int = 0
    unclear: tuple[Receipt, ...] = ()


def template() -> bytes:
    """回执的空白模板。"""
    return blank({"回执": RECEIPTS})


def parse(name: str, content: bytes, today: date) -> Reading:
    """读一份回执。文件读不了、没有能认的栏，抛出 ``Refused``；一行的毛病记在那一行，别的行照收。``today`` 以后的日期不收。"""
    found = [Table.of("回执", sheet, RECEIPTS) for sheet in read(name, content, MOST) if sheet.rows or sheet.header]
    usable = [table for table in found if "tracking" in table.places or "reference" in table.places]
    if not usable:
        told = "表里没有“邮件号”，也没有“送达编号”。"
        raise Refused(refuse("postal.columns", told, cite("COURT 表格导入"), remedy="请用下载的模板，或者改栏名。"))
    reader = _Reader(today)
    for table in usable:
        for row in table.each():
            reader.take(row)
    return reader.reading(tuple(note for table in usable for note in table.note()))


class _Reader:
    """一行一行地收，记住每一件在哪一行说过什么。"""

    def __init__(self, today: date) -> None:
        self.today = today
        self.kept: dict[str, Receipt] = {}
        self.quarrels: set[str] = set()
        self.faults: list[Fault] = []
        self.unclear: list[Receipt] = []
        self.repeated = 0

    def take(self, row: Row) -> None:
        """收一行。"""
        receipt = _receipt(row, self.today)
        self.faults += row.faults
        if receipt is not None and all(fault.warning for fault in row.faults):
            self._put(row, receipt)
        elif receipt is not None:
            self.unclear.append(receipt)

    def _put(self, row: Row, receipt: Receipt) -> None:
        before = self.kept.get(receipt.key)
        if before is None or (_waits(before) and not _waits(receipt)):
            self.kept[receipt.key] = receipt
        elif not _waits(receipt) and not receipt.same(before):
            self.quarrels.add(receipt.key)
            told = f"和第{before.row}行说的不一样，两行都没有收"
            self.faults.append(Fault(row.sheet, row.number, row.titles["result"], told, "核对是哪一个结果，留一行再导入"))
        self.repeated += before is not None

    def reading(self, notes: tuple[str, ...]) -> Reading:
        """收完了。"""
        kept = tuple(one for key, one in self.kept.items() if key not in self.quarrels)
        return Reading(kept, tuple(self.faults), notes, self.repeated, tuple(self.unclear))


def _waits(receipt: Receipt) -> bool:
    """还没有结果。"""
    return receipt.outcome in ("", words.PENDING)


def _receipt(row: Row, today: date) -> Receipt | None:
    """一行；两样号码都没有的记为毛病。"""
    tracking, reference = _tracking(row), _reference(row)
    if not tracking and reference is None:
        if not row.faults:
            row.fault("tracking", "没有邮件号，也没有送达编号", "照交邮清单填写")
        return None
    result, reason = row.text("result"), row.text("reason")
    outcome = _outcome(row, result, reason)
    happened = _happened(row, outcome, today)
    name, relation = row.text("signer"), row.text("relation")
    who = words.signer(relation, result, reason) if outcome in ("signed", "refused") else ""
    if told := words.doubtful(who, relation, result, reason):
        row.faults.append(Fault(row.sheet, row.number, row.titles["relation"], told, "按同住成年家属登记，不是的请更正", warning=True))
    return Receipt(
        row=row.number, reference=reference, tracking=tracking, outcome=outcome, happened=happened, signer=who, signer_name=name[:60],
        days=_days(row, today), said="；".join(text for text in (result, reason, relation, name) if text),
    )


def _tracking(row: Row) -> str:
    text = re.sub(r"[\s-]", "", row.text("tracking")).upper()
    if text and not _TRACKING.fullmatch(text):
        row.fault("tracking", "邮件号只能是数字和字母，5 到 40 位", "照邮件详情单填写")
        return ""
    return text


def _reference(row: Row) -> int | None:
    text = row.text("reference").lstrip("'")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        row.fault("reference", "送达编号应当是数字", "照交邮清单填写")
        return None
    return int(text)


def _outcome(row: Row, result: str, reason: str) -> str:
    """结果的代码；空着的为空，认不出的、退回没有原因的记为毛病。"""
    if not result and not reason:
        return ""
    found = words.outcome(reason, result)
    if found == words.RETURNED:
        row.fault("reason", "退回而没有写明原因，或者原因认不出", "在页面上照退件逐件登记")
    elif not found:
        row.fault("result", f"认不出“{(result or reason)[:20]}”是什么结果", "在页面上照回执逐件登记")
    return found


def _happened(row: Row, outcome: str, today: date) -> date | None:
    """结果那天；有结果的必须有，不能晚于今天。"""
    value = _day(row, row.raw("on"), today)
    if value is None and outcome not in ("", words.PENDING, words.RETURNED) and not _faulted(row, "on"):
        row.fault("on", "没有写哪天", "填签收或者退回的日期")
    return value


def _faulted(row: Row, key: str) -> bool:
    return any(fault.column == row.titles[key] for fault in row.faults)


def _day(row: Row, value: Any, today: date, key: str = "on") -> date | None:
    if value in (None, ""):
        return None
    found = as_date(_TIME.sub("", value) if isinstance(value, str) else value)
    if found is None:
        row.fault(key, f"“{str(value)[:20]}”不是可能的日期", "照 2026-11-20 的样子写")
    elif found > today:
        row.fault(key, f"{found}还没有到", "核对日期")
    return found


def _days(row: Row, today: date) -> tuple[date, ...]:
    """各次投递的日子，不重复，按先后。"""
    value = row.raw("tries")
    if value in (None, ""):
        return ()
    given: Sequence[Any] = _MANY.split(value.strip()) if isinstance(value, str) else (value,)
    dated = [one for one in given if not (isinstance(one, str) and re.fullmatch(r"\d{1,2}[:：]\d{2}([:：]\d{2})?", one))]
    return tuple(sorted({day for one in dated if (day := _day(row, one, today, "tries"))}))
