"""管理的地址。"""

from django.urls import path

from zhixing.entrances.web.admin import absences, audit, calendar, health, index, people, person, settings, teams

urlpatterns = [
    path("", index.page, name="admin_index"),
    path("people/", people.page, name="admin_people"),
    path("people/new/", people.new, name="admin_person_new"),
    path("people/<int:user_id>/", person.page, name="admin_person"),
    path("people/<int:user_id>/edit/", person.edit, name="admin_person_edit"),
    path("people/<int:user_id>/appoint/", person.appoint, name="admin_appoint"),
    path("people/<int:user_id>/end/<int:holding_id>/", person.end, name="admin_end_appointment"),
    path("people/<int:user_id>/password/", person.password, name="admin_password"),
    path("people/<int:user_id>/deactivate/", person.deactivate, name="admin_deactivate"),
    path("teams/", teams.page, name="admin_teams"),
    path("teams/new/", teams.new, name="admin_team_new"),
    path("teams/<int:team_id>/", teams.edit, name="admin_team"),
    path("absences/", absences.page, name="admin_absences"),
    path("absences/new/", absences.new, name="admin_absence_new"),
    path("absences/<int:absence_id>/end/", absences.end, name="admin_absence_end"),
    path("delegations/new/", absences.delegate, name="admin_delegate"),
    path("delegations/<int:delegation_id>/end/", absences.revoke, name="admin_revoke"),
    path("settings/", settings.page, name="admin_settings"),
    path("settings/<str:key>/", settings.edit, name="admin_setting"),
    path("calendar/", calendar.page, name="admin_calendar"),
    path("calendar/notice/", calendar.notice, name="admin_calendar_notice"),
    path("calendar/local/", calendar.local, name="admin_calendar_local"),
    path("calendar/local/remove/", calendar.remove_local, name="admin_calendar_local_remove"),
    path("audit/", audit.page, name="admin_audit"),
    path("audit/readings/", audit.readings, name="admin_readings"),
    path("audit/roots/", audit.roots, name="admin_roots"),
    path("health/", health.page, name="admin_health"),
    path("health/<int:message_id>/resend/", health.resend, name="admin_resend"),
]
