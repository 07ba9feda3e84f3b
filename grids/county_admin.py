# SPDX-License-Identifier: Apache-2.0
"""What a county's administrator meets in the admin (本县范围): rows, choices and rights of the own
county. Every registered table stands on one of the classes here; a test asks each of them.

Who runs the site sees all. Whoever is merely marked as staff sees nothing.
"""

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import ForeignKeyRawIdWidget
from django.db.models import ForeignKey, Model, Q, QuerySet
from django.http import HttpRequest

from accounts.models import User
from grids.access import counties_run_by, runs_every_county
from grids.models import Posting, Unit


def editor(request: HttpRequest) -> User:
    """Whoever sits before the admin."""
    assert isinstance(request.user, User)
    return request.user


def administers(request: HttpRequest) -> bool:
    """Say whether somebody looks after any county."""
    return isinstance(request.user, User) and counties_run_by(request.user) != []


class OwnKeys(ForeignKeyRawIdWidget):
    """A key typed by hand; what may not be chosen is not named either."""

    def __init__(self, *args: Any, choices_of: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices_of = choices_of

    def label_and_url_for_value(self, value: Any) -> tuple[str, str]:
        """The name beside the key, of one's own rows alone."""
        key = str(value)
        known = key.isascii() and key.isdigit() and len(key) < 19
        if not known or not self.choices_of.filter(pk=key).exists():
            return "", ""
        label, url = super().label_and_url_for_value(value)
        return str(label), str(url)


class OwnRows(admin.ModelAdmin[Any]):
    """Rows of the counties somebody looks after; who else comes has no business here."""

    # The way from a row to its county; rows whose county is empty hold for all counties.
    county_path = "county"

    def rows_of(self, rows: QuerySet[Any], counties: list[int]) -> QuerySet[Any]:
        """The rows that these counties' administrators see: theirs, and what holds for all."""
        own = Q(**{f"{self.county_path}__in": counties})
        return rows.filter(own | Q(**{f"{self.county_path}__isnull": True}))

    def keeps(self, request: HttpRequest, row: Any) -> bool:
        """Say whether somebody changes this row; what holds for all, only who keeps them all."""
        user = editor(request)
        counties = counties_run_by(user)
        if counties is None:
            return True
        county = self._county_of(row)
        return runs_every_county(user) if county is None else county in counties

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave other counties out."""
        rows = super().get_queryset(request)
        counties = counties_run_by(editor(request))
        return rows if counties is None else self.rows_of(rows, counties)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever looks after a county."""
        return administers(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The same; `get_queryset` leaves other counties out."""
        return administers(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The same; the form offers one's own counties alone."""
        return administers(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """One's own rows."""
        return administers(request) and (obj is None or self.keeps(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """One's own rows."""
        return administers(request) and (obj is None or self.keeps(request, obj))

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Offer what lies in one's own counties."""
        counties = counties_run_by(editor(request))
        choices = self.choices_of(db_field, counties)
        if choices is not None:
            kwargs["queryset"] = choices
            if db_field.name in self.raw_id_fields:
                kwargs["widget"] = OwnKeys(
                    db_field.remote_field, self.admin_site, choices_of=choices
                )
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "county" and field is not None and not self._sets_for_all(request):
            field.required = True
            field.empty_label = None
        return field

    def choices_of(
        self, db_field: ForeignKey[Any, Any], counties: list[int] | None
    ) -> QuerySet[Any] | None:
        """What a key may name: counties, units, people of one's own; None where all is common."""
        model = db_field.related_model
        if model is Unit:
            units = Unit.objects.order_by("path")
            if db_field.name == "county":
                units = units.filter(kind="county")
            return units if counties is None else units.filter(county__in=counties)
        if model is User:
            people = User.objects.order_by("username")
            return people if counties is None else people.filter(pk__in=serving_in(counties))
        return None

    def _sets_for_all(self, request: HttpRequest) -> bool:
        return runs_every_county(editor(request))

    def _county_of(self, row: Any) -> int | None:
        *way, last = self.county_path.split("__")
        for name in way:
            row = getattr(row, name)
        county: int | None = getattr(row, f"{last}_id")
        return county


class LookedAt(OwnRows):
    """Rows of one's own counties to be looked at; actions write them elsewhere."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes by hand; looking stays allowed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody deletes by hand."""
        return False


class SharedRows(OwnRows):
    """Tables that all counties share (matters, reasons, kinds): every administrator looks, and
    changes them where there is no other county that would be changed with it."""

    def rows_of(self, rows: QuerySet[Any], counties: list[int]) -> QuerySet[Any]:
        """All of them."""
        return rows if counties else rows.none()

    def keeps(self, request: HttpRequest, row: Model | None) -> bool:
        """Whoever looks after every county there is."""
        return runs_every_county(editor(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The same."""
        return administers(request) and self.keeps(request, None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The same."""
        return administers(request) and self.keeps(request, None)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The same."""
        return administers(request) and self.keeps(request, None)


def serving_in(counties: list[int]) -> QuerySet[Any]:
    """The keys of whoever serves or served in these counties."""
    return Posting.objects.filter(unit__county__in=counties).values("user")
