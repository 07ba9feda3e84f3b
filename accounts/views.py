# SPDX-License-Identifier: Apache-2.0
"""Sign-in and sign-out pages and the one behind a password link: Django's views with our forms."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.contrib.auth.views import LoginView, LogoutView, PasswordResetConfirmView
from django.http import HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

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
        answer = super().form_valid(form)
        language = getattr(form.get_user(), "language", "")
        if language and settings.LANGUAGE_COOKIE_NAME not in self.request.COOKIES:
            # Whatever was chosen on this screen stays.
            answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, samesite="Lax")
        return answer

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


class SetPassword(PasswordResetConfirmView):
    """Set one's own password (设密码) by a link that holds once and for a week.

    The token leaves the address before the page is drawn.
    """

    template_name = "accounts/set_password.html"
    success_url = reverse_lazy("sign-in")

    def form_valid(self, form: SetPasswordForm) -> HttpResponse:  # type: ignore[type-arg]
        """Set it, and say so where it is needed next."""
        messages.success(self.request, _("密码已设好,请用它登录"))
        return super().form_valid(form)
