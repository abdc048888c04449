"""重做样张图片：``python tests/documents/golden.py``。做完一张张看过再提交。"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[2] / "src")]

from documents import pages  # noqa: E402
from documents.test_printing import GOLDEN, SHOWN  # noqa: E402

if __name__ == "__main__":
    for code in SHOWN:
        pages.picture(pages.printed(code, "typical")).save(GOLDEN / f"{code}.png", optimize=True)
