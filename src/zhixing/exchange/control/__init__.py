"""财产查控的渠道：报文、反馈表、发函，一家一家地接。报文写法见 docs/areas/channels.md，栏目见 ``fields/``。"""
