"""归档包与本系统对照：登记过没有，案件链还是不是做包时的那一条。包本身的核验见 :mod:`.packing.verifying`。"""

from __future__ import annotations

from zhixing.casework.dossier.models import Package
from zhixing.casework.dossier.packing.verifying import Report
from zhixing.foundation.history.queries import entries


def compare(report: Report) -> None:
    """与本系统对照：登记过这一包没有，链的末端还在不在链上。写进 ``notes``；链对不上的是毛病。"""
    row = Package.objects.filter(manifest_hash=report.manifest_hash).select_related("case").first()
    if row is None:
        report.notes.append("本系统没有登记过这一包，可能是别的法院做的，或者清单改过。")
        return
    report.notes.append(f"本系统{row.made_at:%Y-%m-%d}由{row.made_name}做的{row.case}归档包。")
    seq, head = report.chain.get("seq"), report.chain.get("hash")
    entry = entries(row.case.stream).filter(seq=seq).first() if isinstance(seq, int) else None
    if entry is None or entry.hash != head:
        report.problems.append("本案办案动态的链与做包时不同：历史被改过，或者包不是这一案的。")
