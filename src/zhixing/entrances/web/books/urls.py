"""账务各页的地址。"""

from django.urls import path

from zhixing.entrances.web.books import ageing, days, months, opening, overview

urlpatterns = [
    path("money/books/", overview.page, name="books"),
    path("money/books/opening/", opening.listing, name="books_opening"),
    path("money/books/opening/template/", opening.template, name="books_opening_template"),
    path("money/books/opening/<int:opening_id>/", opening.page, name="books_opening_page"),
    path("money/books/opening/<int:opening_id>/sign/", opening.sign, name="books_opening_sign"),
    path("money/books/opening/<int:opening_id>/void/", opening.void, name="books_opening_void"),
    path("money/books/days/<int:account_id>/", days.listing, name="books_days"),
    path("money/books/days/<int:account_id>/<str:day>/", days.page, name="books_day"),
    path("money/books/days/<int:account_id>/<str:day>/check/", days.check, name="books_day_check"),
    path("money/books/months/", months.page, name="books_months"),
    path("money/books/months/close/", months.close, name="books_month_close"),
    path("money/books/months/<str:month>/vouchers.<str:kind>", months.vouchers, name="books_vouchers"),
    path("money/books/ageing/", ageing.page, name="books_ageing"),
]
