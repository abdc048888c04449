"""卷宗的全部写入。"""

from zhixing.casework.dossier.commands.arranging import Place, put_back, rearrange, remove
from zhixing.casework.dossier.commands.filing import file, file_document, take_in
from zhixing.casework.dossier.commands.keeping import end_hold, hold, quarantine, quarantine_refused
from zhixing.casework.dossier.commands.packing import pack
from zhixing.casework.dossier.commands.uploading import Given, Outcome, upload

__all__ = [
    "Given", "Outcome", "Place", "end_hold", "file", "file_document", "hold", "pack", "put_back", "quarantine", "quarantine_refused",
    "rearrange", "remove", "take_in", "upload",
]
