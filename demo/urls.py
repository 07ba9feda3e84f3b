# SPDX-License-Identifier: Apache-2.0
"""The stage's addresses under /demo/, only in demo mode."""

from django.urls import path

from demo import views

app_name = "demo"

urlpatterns = [
    path("", views.stage, name="stage"),
    path("story/", views.story, name="story"),
    path("facts/", views.facts, name="facts"),
    path("power-cut/", views.power_cut, name="power-cut"),
    path("tamper/", views.tamper, name="tamper"),
    path("phone.svg", views.phone_code, name="phone-code"),
    path("culvert.jpg", views.culvert, name="culvert"),
]
