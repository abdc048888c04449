"""随行为附上的材料：须是已经存在本案的（或者还没有归到哪一案的）。"""

from __future__ import annotations

from collections.abc import Iterable

from zhixing.casework.cases.queries import Case
from zhixing.foundation.files.queries import StoredFile
from zhixing.law.articles import cite
from zhixing.law.finding import Refused, refuse


def attached(case: Case, file_ids: Iterable[int]) -> list[StoredFile]:
    """这些材料，次序照给的；有不在本案的抛出 ``Refused``。"""
    wanted = list(dict.fromkeys(file_ids))
    found = StoredFile.objects.filter(pk__in=wanted, court=case.court_id, stream__in=("", case.stream)).in_bulk() if wanted else {}
    if len(found) != len(wanted):
        raise Refused(refuse("control.file", "材料没有存在本案。", cite("COURT 材料上传"), remedy="重新上传。", subject="file"))
    return [found[number] for number in wanted]


def attached_ids(case: Case, file_ids: Iterable[int]) -> list[int]:
    """同上，事件里记的编号。"""
    return [file.pk for file in attached(case, file_ids)]


def attached_one(case: Case, file_id: int | None) -> StoredFile | None:
    """至多一份；没有给的为空。"""
    return next(iter(attached(case, [] if file_id is None else [file_id])), None)
