"""计算器的地址。期限是第一页，早先存下的链接照样能用。"""

from django.urls import path

from zhixing.entrances.web.calculator import capitals, days, distribution, fees, interest

urlpatterns = [
    path("calculator/", days.page, name="calculator"),
    path("calculator/interest/", interest.page, name="calculator_interest"),
    path("calculator/interest/why/", interest.why, name="calculator_interest_why"),
    path("calculator/fees/", fees.page, name="calculator_fees"),
    path("calculator/distribution/", distribution.page, name="calculator_distribution"),
    path("calculator/capitals/", capitals.page, name="calculator_capitals"),
]
