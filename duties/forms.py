# SPDX-License-Identifier: Apache-2.0
"""Fields of the admin's forms as people write them: hours as on a door, names between commas."""

import re
from typing import Any

from django import forms
from django.db.models import Field
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from duties.days import spans_of

_BETWEEN = re.compile(r"[\s、,,;;]+")
_MOST_WORDS, _LONGEST_WORD = 60, 60


class HoursField(forms.CharField):
    """Working hours (工作时段): 08:00-12:00 14:00-18:00."""

    def prepare_value(self, value: Any) -> Any:
        """As one writes them."""
        if isinstance(value, list):
            return " ".join(f"{begin}-{end}" for begin, end in value)
        return value

    def clean(self, value: Any) -> Any:
        """The spans as they are stored; none where nothing is written."""
        text = super().clean(value)
        try:
            return spans_of(text)
        except ValueError as error:
            raise forms.ValidationError(
                _t("写成 08:00-12:00 14:00-18:00,不能重叠或倒序")
            ) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what is written."""
        return bool(super().has_changed(self.prepare_value(initial), data))


class WordsField(forms.CharField):
    """Names or words, one after the other (用顿号、逗号或空格隔开)."""

    def prepare_value(self, value: Any) -> Any:
        """As one writes them."""
        return "、".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """The words as they are stored."""
        words = [word for word in _BETWEEN.split(super().clean(value)) if word]
        if len(words) > _MOST_WORDS or any(len(word) > _LONGEST_WORD for word in words):
            said = {"most": _MOST_WORDS, "longest": _LONGEST_WORD}
            raise forms.ValidationError(_t("最多 %(most)d 个,每个最多 %(longest)d 字") % said)
        return words

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what is written."""
        return bool(super().has_changed(self.prepare_value(initial), data))


def written_field(field: Field[Any, Any]) -> forms.Field | None:
    """The field in which somebody writes a column that is stored as a list; None for others."""
    if field.name == "hours":
        told = _("如 08:00-12:00 14:00-18:00")
        return HoursField(label=field.verbose_name, required=not field.null, help_text=told)
    if field.name in ("keywords", "supports", "hears"):
        told = _("用顿号、逗号或空格隔开")
        return WordsField(label=field.verbose_name, required=False, help_text=told)
    return None
