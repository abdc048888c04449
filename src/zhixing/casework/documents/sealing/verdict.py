"""核验的结论：一句话，加上看得出的几件事。"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

OK: Final = ("valid",)


@dataclass(frozen=True, slots=True)
class Verdict:
    """一份文件的电子签名核验得怎样。

    ``code``：valid 有效；changed 盖章以后被改过；broken 签名与内容不符；stranger 不是这里认的发证机构；expired 证书到期、没有时间戳；
    revoked 证书被吊销；unsigned 没有电子签名；national 国密的章，要签章服务核验；unchecked 查不出吊销没有；no_trust 没有配置信任的发证机构；
    not_pdf、damaged、locked、too_big 文件看不了。``text`` 是给人看的话，一句一条，第一句是结论。
    ``court`` 是印章证书上的单位；``signed_at`` 是签名自己写的时刻，``stamped_at`` 是时间戳证明的时刻；``until`` 是证书到期日；
    ``lasting``：带长期核验的材料；``reason`` 是签名里写的事由。
    """

    code: str
    text: tuple[str, ...]
    court: str = ""
    reason: str = ""
    signed_at: datetime | None = None
    stamped_at: datetime | None = None
    until: date | None = None
    lasting: bool = False
    test: bool = False

    @property
    def ok(self) -> bool:
        """签名有效。"""
        return self.code in OK

    @property
    def sentence(self) -> str:
        """结论。"""
        return self.text[0]

    def as_data(self) -> dict[str, Any]:
        """用于 ``--json`` 和子进程之间。"""
        moments = {name: value.isoformat() if value else None for name, value in (
            ("signed_at", self.signed_at), ("stamped_at", self.stamped_at), ("until", self.until),
        )}
        return {"ok": self.ok} | asdict(self) | {"text": list(self.text)} | moments

    @classmethod
    def of_data(cls, data: dict[str, Any]) -> Verdict:
        """由 :meth:`as_data` 的结果还原。"""
        known = {name: data[name] for name in ("code", "court", "reason", "lasting", "test")}
        signed, stamped = (datetime.fromisoformat(data[name]) if data[name] else None for name in ("signed_at", "stamped_at"))
        until = date.fromisoformat(data["until"]) if data["until"] else None
        return cls(**known, text=tuple(data["text"]), signed_at=signed, stamped_at=stamped, until=until)
