# SPDX-License-Identifier: Apache-2.0
"""The demo's people as the terminal introduces them; who plays them is `demo.cast`'s to say."""

# People of the demo and what each is, for the visitor who wonders where to begin.
PEOPLE = (
    ("lin", "网格员", "grid worker"),
    ("gao", "网格长", "grid head of the same village"),
    ("chen", "镇指挥室", "township command clerk"),
    ("qian", "镇指挥长", "township command chief"),
    ("wang", "平安法治平台", "officer of the township's 平安法治 platform"),
    ("shen", "县综合执法局", "county department officer"),
    ("wu", "县中心", "county dispatcher"),
    ("sun", "县值班长", "county duty chief"),
    ("zhao", "外镇网格员", "grid worker of another township"),
    ("he", "热线坐席", "hotline agent"),
    ("admin", "管理员", "administrator"),
)
