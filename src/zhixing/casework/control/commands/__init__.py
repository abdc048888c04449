"""财产查控的全部写入，一个行为一个函数。"""

from zhixing.casework.control.commands.books import book as measure_book
from zhixing.casework.control.commands.interviews import book

__all__ = ["book", "measure_book"]
