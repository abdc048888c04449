"""摆在桌上的一件案件的某一面（案款、财产）：本案、被执行人、此刻能不能办。"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Self

from django.http import HttpRequest

from zhixing.casework.cases.queries import Case, Party, Role
from zhixing.entrances.web.cases.desk import Desk, open_desk
from zhixing.law.states import Act


@dataclass(frozen=True)
class OnDesk:
    """各面共同的。"""

    desk: Desk

    @classmethod
    def open(cls, request: HttpRequest, case_id: int) -> Self:
        """看得见这一件的都能看；看不见的是 404。"""
        return cls(open_desk(request, case_id))

    @property
    def case(self) -> Case:
        """本案。"""
        return self.desk.case

    def may(self, act: Act) -> bool:
        """这个人此刻能不能办。"""
        return act in self.desk.rights.available

    @cached_property
    def respondents(self) -> list[Party]:
        """在案的被执行人。"""
        return [one for one in self.case.parties.all() if one.active and one.role == Role.RESPONDENT]
