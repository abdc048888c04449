"""从裁判文书里读出：谁应当给谁什么、多少、何时、怎样计息。

每个读出的值都带着它在原文里的位置（``start``、``end``，按字数）；读不懂的留作原文，状态“不明确”，不猜。
入口是 :func:`zhixing.law.judgment.reading.read`（整篇）和 :func:`zhixing.law.judgment.reading.read_operative`（只有主文）。
"""
