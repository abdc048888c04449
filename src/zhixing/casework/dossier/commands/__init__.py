"""卷宗的全部写入。"""

from zhixing.casework.dossier.commands.filing import file, file_document, take_in

__all__ = ["file", "file_document", "take_in"]
