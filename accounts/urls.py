# SPDX-License-Identifier: Apache-2.0
"""Pages of accounts."""

from django.urls import URLPattern, URLResolver, path

from accounts import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", views.SignOut.as_view(), name="sign-out"),
    path(
        "set-password/<str:uidb64>/<str:token>/", views.SetPassword.as_view(), name="set-password"
    ),
]
