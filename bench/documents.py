"""印文书：一秒几份，印好再用印几份，两个核一起用；同一次里与 docxtpl 填 Word 模板、LibreOffice 转 PDF 相比。

``python bench/documents.py [份数]``：执行通知书、冻结裁定书、终本裁定书，每份的当事人不同，各量三遍取中位数。
对照的一侧用同一份文书的 .docx 作模板，填当事人，再转 PDF：一次调用转完全部（对它最有利），另量一份一次调用的。
docxtpl 没有的装进 ``var/bench-docxtpl``；LibreOffice 没有的（Debian：``apt-get install libreoffice-writer-nogui``）写明没有比。
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from zhixing.casework.documents import papers, sealing
from zhixing.casework.documents.papers import editable
from zhixing.casework.documents.sealing import testing

DOCXTPL = Path(__file__).resolve().parent.parent / "var" / "bench-docxtpl"
CODES = ("enforcement_notice", "freeze_ruling", "termination_ruling")
CORES, ROUNDS, NAME = 2, 3, "林立春"
AT = datetime(2026, 11, 20, 2, tzinfo=UTC)
Job = tuple[str, int]


@dataclass(frozen=True)
class Speed:
    """一秒几份，一份用处理器多少毫秒。"""

    rate: float
    cpu: float

    def told(self) -> str:
        return f"{self.rate:8.1f} 份/秒，每份处理器 {self.cpu:7.1f} 毫秒"


def sample(code: str, number: int) -> dict[str, Any]:
    """平常的样张，被执行人的名字每份不同，不让排版程序拿上一份的结果。"""
    data: dict[str, Any] = papers.template(code).sample("typical")
    return _renamed(data, f"{NAME}{number}")


def _renamed(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(one, name) for key, one in value.items()}
    if isinstance(value, list):
        return [_renamed(one, name) for one in value]
    return name if value == NAME else value


def printed(job: Job) -> float:
    """印一份，返回用了多少处理器时间（秒）。"""
    began = time.process_time()
    papers.render(job[0], sample(*job))
    return time.process_time() - began


def printed_and_sealed(job: Job) -> float:
    """印一份，带二维码，盖章签名。"""
    began = time.process_time()
    data = sample(*job)
    mark = papers.Mark("K7Q2-9FHD-M3XA", "https://zhixing.example.gov.cn/v/K7Q29FHDM3XA/")
    sealing.sign(papers.render(job[0], data, mark=mark), court_name=data["court"], reason="量速度", at=AT)
    return time.process_time() - began


def filled(job: Job) -> float:
    """docxtpl 填一份 Word 模板，存进临时目录。"""
    if str(DOCXTPL) not in sys.path:
        sys.path.append(str(DOCXTPL))
    from docxtpl import DocxTemplate

    began = time.process_time()
    document = DocxTemplate(Path(os.environ["BENCH_DOCX"]) / f"{job[0]}.docx")
    document.render({"name": f"{NAME}{job[1]}"})
    document.save(Path(os.environ["BENCH_DOCX"]) / "filled" / f"{job[0]}{job[1]}.docx")
    return time.process_time() - began


def rates(work: Callable[[Job], float], code: str, number: int, pool: Executor) -> Speed:
    """几遍的中位数。"""
    list(pool.map(work, [(code, -place - 1) for place in range(CORES * 4)]))
    found = []
    for turn in range(ROUNDS):
        began = time.perf_counter()
        cpu = sum(pool.map(work, [(code, turn * number + place) for place in range(number)], chunksize=8))
        found.append((number / (time.perf_counter() - began), cpu / number * 1000))
    return Speed(*(median(column) for column in zip(*found, strict=True)))


def converted(code: str, number: int, each: int) -> Speed:
    """LibreOffice 转 PDF：``CORES`` 个进程一起，``each`` 份一次调用。"""
    folder = Path(os.environ["BENCH_DOCX"])
    files = [folder / "filled" / f"{code}{place}.docx" for place in range(number)]
    lots = [files[place:place + each] for place in range(0, number, each)]
    before, began = children(), time.perf_counter()
    with ThreadPoolExecutor(CORES) as pool:
        list(pool.map(lambda lot: convert(lot[1], folder, lot[0] % CORES), enumerate(lots)))
    spent = time.perf_counter() - began
    assert all((folder / "pdf" / f"{one.stem}.pdf").stat().st_size > 5000 for one in files)
    return Speed(number / spent, (children() - before) / number * 1000)


def convert(files: list[Path], folder: Path, core: int) -> None:
    profile = f"-env:UserInstallation=file://{folder}/profile{core}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder / "pdf"), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True)


def children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@cache
def peer() -> str:
    """对照的一侧能不能比；不能比的，为什么。"""
    if not shutil.which("soffice"):
        return "没有装 LibreOffice（apt-get install libreoffice-writer-nogui）"
    if not (DOCXTPL / "docxtpl").is_dir():
        done = subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--target", str(DOCXTPL), "docxtpl"], capture_output=True)
        return "" if done.returncode == 0 else "装不上 docxtpl"
    return ""


@contextmanager
def prepared() -> Iterator[Path]:
    """临时目录：Word 模板、演示的印章。"""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for inner in ("filled", "pdf", "seal"):
            (folder / inner).mkdir()
        testing.make(folder / "seal")
        os.environ |= {"BENCH_DOCX": name, "ZHIXING_HOME": name}
        for code in CODES:
            (folder / f"{code}.docx").write_bytes(tagged(editable.docx(code, papers.template(code).sample("typical"))))
        yield folder


def tagged(content: bytes) -> bytes:
    """同一份文书的 Word 模板：名字换成 docxtpl 的栏目。"""
    with tempfile.TemporaryFile() as made, tempfile.TemporaryFile() as given:
        given.write(content)
        with zipfile.ZipFile(given) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                new.writestr(name, old.read(name).replace(NAME.encode(), b"{{ name }}"))
        made.seek(0)
        return made.read()


def main() -> int:
    """打印速度和比值。"""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("number", nargs="?", type=int, default=200)
    number = words.parse_args().number
    with prepared(), ProcessPoolExecutor(CORES, get_context("spawn")) as pool:
        for code in CODES:
            compare(code, number, pool)
    print(f"负荷 {os.getloadavg()[0]:.1f}；主进程内存 {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    return 0


def compare(code: str, number: int, pool: Executor) -> None:
    """一种文书：印、印加用印、对照的一侧，同一次里量。"""
    ours = rates(printed, code, number, pool)
    both = rates(printed_and_sealed, code, max(number // 2, 8), pool)
    print(f"{papers.template(code).title}（{CORES}个进程）")
    print(f"  印成 PDF/A                {ours.told()}")
    print(f"  印好再用印                {both.told()}")
    if peer():
        print(f"  docxtpl + LibreOffice     没有比：{peer()}")
        return
    fill = rates(filled, code, max(number // 5, 16), pool)
    for label, count, each in (("全部一次调用", max(number // 5, 16), max(number // 10, 8)), ("一份一次调用", 6, 1)):
        theirs = converted(code, count, each)
        whole = Speed(1 / (1 / fill.rate + 1 / theirs.rate), fill.cpu + theirs.cpu)
        times = f"我们快 {ours.rate / whole.rate:.0f} 倍，处理器省 {whole.cpu / ours.cpu:.0f} 倍"
        print(f"  docxtpl + LibreOffice     {whole.told()}（{label}） → {times}")


if __name__ == "__main__":
    sys.exit(main())
