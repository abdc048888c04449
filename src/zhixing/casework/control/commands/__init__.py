"""财产查控的全部写入，一个行为一个函数。"""

from zhixing.casework.control.commands.books import book as measure_book
from zhixing.casework.control.commands.clues import book as clue_book
from zhixing.casework.control.commands.interviews import book
from zhixing.casework.control.commands.watching import look, remedied

__all__ = ["book", "clue_book", "look", "measure_book", "remedied"]
