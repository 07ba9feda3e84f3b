# SPDX-License-Identifier: Apache-2.0
"""Sign-in and sign-out pages: Django's views with our form."""

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpResponse

from accounts.forms import SignInForm
from accounts.throttle import note_success


class SignIn(LoginView):
    """Sign in (登录). Django rotates the session and follows `next` on this host only."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = False

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Open the session."""
        note_success(form.cleaned_data["username"], str(self.request.META.get("REMOTE_ADDR", "")))
        return super().form_valid(form)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Show the page again, as 429 with Retry-After while sign-in is closed."""
        answer = super().form_invalid(form)
        wait = getattr(form, "wait_seconds", 0)
        if wait:
            answer.status_code = 429
            answer["Retry-After"] = str(wait)
        return answer


class SignOut(LogoutView):
    """Sign out (退出), by POST only, so that no picture's address can do it."""

    http_method_names = ("post", "options")
