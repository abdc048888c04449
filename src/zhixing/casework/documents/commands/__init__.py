"""文书的全部写入，一个行为一个函数。"""

from zhixing.casework.documents.commands.companions import numbered
from zhixing.casework.documents.commands.drafting import draft, refer, returned, revise, send_back
from zhixing.casework.documents.commands.sealing import seal
from zhixing.casework.documents.commands.signing import approved, sign
from zhixing.casework.documents.commands.templates import put_template, start_template, stop_template
from zhixing.casework.documents.commands.voiding import reissue, upload, void
from zhixing.casework.documents.facts import To

__all__ = [
    "To", "approved", "draft", "numbered", "put_template", "refer", "reissue", "returned", "revise", "seal",
    "send_back", "sign", "start_template", "stop_template", "upload", "void",
]
