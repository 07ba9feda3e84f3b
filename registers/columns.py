# SPDX-License-Identifier: Apache-2.0
"""The columns of the four registers, once: what they are called (on screens, in tables, Chinese
headings too), how a value is read, and which of them are personal. Serves forms, API and import.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.masks import mask_id_number, mask_name, mask_phone
from accounts.refusals import BadFields
from accounts.sheets import looks_like_formula
from registers.models import Dwelling, Organisation, Person, Place, Record
from registers.rules import is_credit_code, is_id_number, plain_phone

# 全角空格: what Chinese keyboards type between words.
_WIDE_SPACE = "\u3000"
OLDEST, YOUNGEST = 1900, 2100
SEPARATORS = ",，、;；|/"


class Unreadable(Exception):
    """A value of the wrong shape; the message is for the person."""


@dataclass(frozen=True)
class Column:
    """One column. `mask` makes it personal: shown masked until the record is opened."""

    name: str
    label: str | Promise
    read: Callable[[str], Any]
    headings: tuple[str, ...] = ()
    required: bool = False
    mask: Callable[[str], str] | None = None
    choices: tuple[tuple[str, str | Promise], ...] = ()


@dataclass(frozen=True)
class Register:
    """One register: its rows, its columns, and what makes two rows the same record."""

    name: str
    model: type[Record]
    label: str | Promise
    columns: tuple[Column, ...]
    # The first of these that a row has names the record: all of its columns must be given.
    keys: tuple[tuple[str, ...], ...]

    def column(self, name: str) -> Column:
        return next(each for each in self.columns if each.name == name)

    @property
    def personal(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.columns if each.mask)


def _text(most: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        text = text.replace(_WIDE_SPACE, " ")
        if len(text) > most:
            raise Unreadable(_t("最多 %(most)d 字") % {"most": most})
        if any(ord(sign) < 32 for sign in text) or not text.isprintable():
            raise Unreadable(_t("含有不能保存的字符"))
        if looks_like_formula(text):
            raise Unreadable(_t("像是公式,请改成文字"))
        return text

    return read


def _phone(text: str) -> str:
    found = plain_phone(text)
    if found is None:
        raise Unreadable(_t("不是电话号码"))
    return found


def _id_number(text: str) -> str:
    number = text.upper()
    if not is_id_number(number):
        raise Unreadable(_t("身份证号不对,请核对每一位"))
    return number


def _credit_code(text: str) -> str:
    code = text.upper()
    if not is_credit_code(code):
        raise Unreadable(_t("统一社会信用代码不对,请核对每一位"))
    return code


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and OLDEST <= int(text[:5]) <= YOUNGEST):
        raise Unreadable(_t("要填四位年份"))
    return int(text)


def _degrees(bound: float) -> Callable[[str], float]:
    def read(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = bound * 2
        if not abs(value) <= bound:
            raise Unreadable(_t("不是有效的经纬度"))
        return value

    return read


def _choice(choices: Sequence[tuple[str, str | Promise]]) -> Callable[[str], str]:
    def read(text: str) -> str:
        for value, label in choices:
            if text in (value, str(label)):
                return value
        raise Unreadable(_t("没有这个选项"))

    return read


def _names(text: str) -> tuple[str, ...]:
    """Several words in one cell: 独居老人、残疾人."""
    for sign in SEPARATORS:
        text = text.replace(sign, ",")
    return tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))


def _hide(value: str) -> str:
    return "*" * len(value)


def _contact(name: str, label: str | Promise, *headings: str) -> tuple[Column, Column]:
    return (
        Column(name, label, _text(40), headings, mask=mask_name),
        Column("phone", _("电话"), _phone, ("电话", "联系电话", "手机"), mask=mask_phone),
    )


_ADDRESS = Column(
    "address", _("地址"), _text(200), ("地址", "住址", "门牌", "门牌地址", "房屋地址")
)
_POINT = (
    Column("lon", _("经度"), _degrees(180.0), ("经度",)),
    Column("lat", _("纬度"), _degrees(90.0), ("纬度",)),
)
_RELATIONS, _ORG_KINDS = list(Person.Relation.choices), list(Organisation.Kind.choices)

REGISTERS: Mapping[str, Register] = {
    each.name: each
    for each in (
        Register(
            "person",
            Person,
            _("人口"),
            (
                Column("name", _("姓名"), _text(40), ("姓名",), required=True, mask=mask_name),
                Column("phone", _("电话"), _phone, ("电话", "联系电话", "手机"), mask=mask_phone),
                Column(
                    "id_number",
                    _("身份证号"),
                    _id_number,
                    ("身份证号", "身份证", "公民身份号码", "证件号码"),
                    mask=mask_id_number,
                ),
                Column("birth_year", _("出生年份"), _year, ("出生年份", "出生年"), mask=_hide),
                Column("address", _("住址"), _text(200), _ADDRESS.headings),
                Column(
                    "relation",
                    _("与房屋关系"),
                    _choice(_RELATIONS),
                    ("与房屋关系", "关系", "与户主关系"),
                    choices=tuple(_RELATIONS),
                ),
                Column("tags", _("关爱标签"), _names, ("关爱标签", "标签", "人员类别")),
            ),
            (("id_number",), ("name", "phone"), ("name", "address"), ("name",)),
        ),
        Register(
            "dwelling",
            Dwelling,
            _("房屋"),
            (Column("address", _("地址"), _text(200), _ADDRESS.headings, required=True), *_POINT),
            (("address",),),
        ),
        Register(
            "place",
            Place,
            _("场所"),
            (
                Column("name", _("名称"), _text(60), ("名称", "场所名称"), required=True),
                Column("kind", _("类型"), _text(20), ("类型", "场所类型"), required=True),
                _ADDRESS,
                *_contact("responsible", _("负责人"), "负责人", "责任人", "联系人"),
                *_POINT,
            ),
            (("name",),),
        ),
        Register(
            "organisation",
            Organisation,
            _("单位"),
            (
                Column(
                    "name", _("名称"), _text(60), ("名称", "单位名称", "企业名称"), required=True
                ),
                Column(
                    "credit_code",
                    _("统一社会信用代码"),
                    _credit_code,
                    ("统一社会信用代码", "信用代码", "社会信用代码"),
                ),
                Column(
                    "kind",
                    _("类型"),
                    _choice(_ORG_KINDS),
                    ("类型", "单位类型"),
                    choices=tuple(_ORG_KINDS),
                ),
                _ADDRESS,
                *_contact("contact", _("联系人"), "联系人", "负责人", "法定代表人"),
            ),
            (("credit_code",), ("name",)),
        ),
    )
}


def read_values(
    columns: Sequence[Column], raw: Mapping[str, Any], *, whole: bool
) -> dict[str, Any]:
    """The values of `raw` by column; every wrong one is named at once in `BadFields`.

    `whole`: a new record, whose required columns must be there; else only what is given changes.
    An empty value empties a column, unless the column is required.
    """
    values: dict[str, Any] = {}
    errors = {name: [_t("没有这一项")] for name in raw.keys() - {each.name for each in columns}}
    for column in columns:
        if column.name not in raw:
            if column.required and whole:
                errors[column.name] = [_t("这一项必填")]
            continue
        try:
            values[column.name] = _value(column, raw[column.name])
        except Unreadable as wrong:
            errors[column.name] = [str(wrong)]
    if errors:
        raise BadFields({str(name)[:40]: said for name, said in errors.items()})
    return values


def _value(column: Column, given: Any) -> Any:
    text = as_text(given)
    if text:
        return column.read(text)
    if column.required:
        raise Unreadable(_t("这一项必填"))
    return () if column.name == "tags" else EMPTY.get(column.name, "")


# What stands for nothing where an empty text does not.
EMPTY: dict[str, Any] = {"birth_year": None, "lon": None, "lat": None}
EMPTY |= {"relation": Person.Relation.OTHER.value, "kind": Organisation.Kind.ENTERPRISE.value}


def as_text(given: Any) -> str:
    """A value of JSON or of a cell as the text a person would have typed."""
    if given is None:
        return ""
    if isinstance(given, list | tuple) and all(isinstance(each, str) for each in given):
        return ",".join(given).strip()
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        raise Unreadable(_t("要填文字"))
    if isinstance(given, float) and given.is_integer():
        given = int(given)
    return str(given).strip()
