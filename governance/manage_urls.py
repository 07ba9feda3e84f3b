# SPDX-License-Identifier: Apache-2.0
"""Pages of the administration (included at /manage/)."""

from django.urls import URLPattern, URLResolver, path

from governance import audit_page, displays_page, manage_home, outlines_page, people_page

app_name = "manage"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", manage_home.home, name="home"),
    path("displays/", displays_page.displays_page, name="displays"),
    path("displays/<int:pk>/revoke/", displays_page.revoke, name="display-revoke"),
    path("audit/", audit_page.audit_page, name="audit"),
    path("audit/table.xlsx", audit_page.audit_table, name="audit-table"),
    path("outlines/", outlines_page.outlines_page, name="outlines"),
    path("outlines/<int:pk>/", outlines_page.draft_page, name="outline-draft"),
    path("outlines/<int:pk>/map/", outlines_page.draft_map, name="outline-map"),
    path("outlines/<int:pk>/apply/", outlines_page.apply, name="outline-apply"),
    path("people/", people_page.people_page, name="people"),
    path("people/link/", people_page.link, name="people-link"),
    path("people/links.xlsx", people_page.links, name="people-links"),
    path("people/<int:pk>/", people_page.draft_page, name="people-draft"),
    path("people/<int:pk>/apply/", people_page.apply, name="people-apply"),
]
