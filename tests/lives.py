"""一件案件上的文书，给文书、送达的测试用：拟稿、签发、用印，一步一个函数，人都是对的。"""

from __future__ import annotations

from datetime import date
from typing import Any

import factories
from spine import TODAY, House

from zhixing.casework.cases.queries import Assignment, Case
from zhixing.casework.documents import commands, papers
from zhixing.casework.documents.models import Document
from zhixing.foundation.files import commands as files
from zhixing.foundation.files.queries import StoredFile
from zhixing.foundation.people.queries import User

BLANK_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj " \
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class Desk(House):
    """法院各职务，另有一名书记员 ``clerk``，是本案的书记员。"""

    def __init__(self) -> None:
        super().__init__()
        self.clerk: User = factories.user("clerk", team=self.team)

    def case(self, accepted_on: date = date(2026, 10, 21), **values: Any) -> Case:
        """立案并分了案的一件，书记员已经参与。"""
        case = super().case(accepted_on, **values)
        Assignment.objects.create(case=case, user=self.clerk, role=Assignment.Role.CLERK, since=case.accepted_on)
        return case

    def draft(self, case: Case, kind: str = "enforcement_notice", **values: Any) -> Document:
        """书记员拟一份；内容是样张。"""
        given: dict[str, Any] = {"actor": self.clerk, "on": TODAY, "revision": None, "data": sample(kind)}
        return commands.draft(case=case, kind=kind, **{**given, **values})

    def refer(self, document: Document, **values: Any) -> Document:
        """书记员送审签。"""
        return commands.refer(document=document.pk, **{"actor": self.clerk, "on": TODAY, "revision": None, **values})

    def sign(self, document: Document, **values: Any) -> Document:
        """承办法官签发。"""
        return commands.sign(document=document.pk, **{"actor": self.judge, "on": TODAY, "revision": None, **values})

    def seal(self, document: Document, **values: Any) -> Document:
        """书记员用印。"""
        return commands.seal(document=document.pk, **{"actor": self.clerk, "on": TODAY, "revision": None, **values})

    def void(self, document: Document, reason: str = "姓名写错", **values: Any) -> Document:
        """承办法官作废。"""
        return commands.void(document=document.pk, reason=reason, **{"actor": self.judge, "on": TODAY, "revision": None, **values})

    def signed(self, case: Case, kind: str = "enforcement_notice", **values: Any) -> Document:
        """签发了的一份。"""
        return self.sign(self.refer(self.draft(case, kind, **values)))

    def sealed(self, case: Case, kind: str = "enforcement_notice", **values: Any) -> Document:
        """用了印的一份。"""
        return self.seal(self.signed(case, kind, **values))

    def scanned(self, case: Case, name: str = "裁定书.pdf", content: bytes = BLANK_PDF) -> StoredFile:
        """上传的一份材料。"""
        return files.store(court_id=case.court_id, name=name, content=content, actor=self.clerk, stream=case.stream)


def sample(kind: str = "enforcement_notice", **changes: Any) -> dict[str, Any]:
    """一种文书的样张内容。"""
    return {**papers.template(kind).sample("typical"), **changes}
