"""财产查控的全部写入，一个行为一个函数。"""

from zhixing.casework.control.commands.books import book as measure_book
from zhixing.casework.control.commands.clues import book as clue_book
from zhixing.casework.control.commands.declarations import book as declaration_book
from zhixing.casework.control.commands.interviews import book
from zhixing.casework.control.commands.orders import papers_changed
from zhixing.casework.control.commands.releasing import freed, look_again, recount
from zhixing.casework.control.commands.watching import look, remedied

__all__ = ["book", "clue_book", "declaration_book", "freed", "look", "look_again", "measure_book", "papers_changed", "recount", "remedied"]
