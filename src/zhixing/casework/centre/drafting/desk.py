"""拟一份文书时面前的东西：案件的材料、哪一种文书、成文日期、给谁、关于哪几项财产。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from zhixing.casework.cases.queries import Party
from zhixing.casework.centre.drafting.shelf import Book
from zhixing.casework.documents import papers
from zhixing.casework.documents.papers.fields import Field
from zhixing.law.papers import Paper, paper


@dataclass(frozen=True)
class Desk:
    """拟一份 ``kind``。

    ``to`` 是给谁：本案当事人写叫法，别的单位写名称；空的按文书表。``about`` 是关于哪几项控制措施、哪几笔到账（事项的名称）。
    ``identity`` 是拟稿人能不能看证件号码；``maker`` 是拟稿人姓名。
    """

    book: Book
    kind: str
    on: date
    to: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    identity: bool = True
    maker: str = ""

    @property
    def paper(self) -> Paper:
        """文书表里的这一种。"""
        return paper(self.kind)

    def wants(self, key: str, sort: type[Field]) -> bool:
        """这种文书的这一栏是不是 ``sort`` 这样的（一个人写姓名，还是连同证件号码的一组）。"""
        return isinstance(papers.template(self.kind).fields.get(key), sort)

    @cached_property
    def chosen(self) -> list[Party]:
        """``to`` 里的本案当事人。"""
        return [one for one in self.book.sides if self.book.called[one.pk] in self.to]

    @cached_property
    def units(self) -> list[str]:
        """``to`` 里不是当事人的：银行、登记机构、别的法院。"""
        own = set(self.book.called.values())
        return [name for name in self.to if name not in own]

    @cached_property
    def usual(self) -> list[Party]:
        """照文书表送给谁。"""
        return [one for one in self.book.sides if one.role in self.paper.serve]

    @cached_property
    def addressed(self) -> list[Party]:
        """给哪几个当事人：写明的；谁也没有写明的，照文书表。"""
        return self.chosen if self.to else self.usual
