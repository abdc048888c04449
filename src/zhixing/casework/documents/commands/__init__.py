"""文书的全部写入，一个行为一个函数。"""

from zhixing.casework.documents.commands.companions import numbered
from zhixing.casework.documents.commands.drafting import draft, refer, refer_many, returned, revise, send_back
from zhixing.casework.documents.commands.holding import Result, each
from zhixing.casework.documents.commands.sealing import seal, seal_many
from zhixing.casework.documents.commands.signing import approved, sign, sign_many
from zhixing.casework.documents.commands.templates import put_template, start_template, stop_template
from zhixing.casework.documents.commands.voiding import reissue, upload, void
from zhixing.casework.documents.facts import To

__all__ = [
    "Result", "To", "approved", "draft", "each", "numbered", "put_template", "refer", "refer_many", "reissue", "returned", "revise", "seal",
    "seal_many", "send_back", "sign", "sign_many", "start_template", "stop_template", "upload", "void",
]
