# SPDX-License-Identifier: Apache-2.0
"""When people report and what: the rhythm of a working day and week, and how common a matter is.

Deterministic: the same county and anchor give the same month.
"""

import random
from datetime import datetime, timedelta

from django.utils import timezone

# Share of a day's reports by hour: two working peaks, some evening noise, quiet nights.
BY_HOUR = (1, 1, 0, 0, 0, 1, 3, 8, 16, 15, 12, 8, 5, 8, 14, 13, 10, 7, 5, 5, 4, 3, 2, 1)
BY_WEEKDAY = (11, 11, 10, 11, 11, 6, 5)
DAYS = 30
# Common matters of a county with what residents and grid workers say of them, in our own words.
MATTERS: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    ("0401", 16, ("路口垃圾没人收", "树下有一堆生活垃圾", "垃圾袋扔在绿化带里")),
    ("0404", 10, ("垃圾桶满出来了", "投放点的桶都满了")),
    ("0505", 9, ("电动车堵住人行道", "共享单车倒了一片")),
    ("0509", 9, ("电线杆上贴满小广告", "楼道里有疏通小广告")),
    ("0409", 8, ("门口堆着砖和沙", "公共通道堆了旧家具")),
    ("0302", 8, ("楼道里停着充电的电瓶车", "从窗口拉线给电动车充电")),
    ("0707", 7, ("桥头路面塌了一块", "村道上有个坑,下雨积水")),
    ("0408", 5, ("沿街晾着被子", "路边树上拉绳晾衣服")),
    ("0403", 5, ("路面有泥,扫过又脏", "绿地里有塑料袋")),
    ("0101", 5, ("两户为排水沟吵起来", "邻居为围墙起争执")),
    ("0703", 4, ("路灯三盏不亮", "巷口路灯一闪一闪")),
    ("0801", 4, ("河面漂着浮萍和瓶子", "河道拐弯处有垃圾")),
    ("0301", 3, ("消防通道停了一排车", "消防车道被货物堵住")),
    ("0502", 3, ("水果摊摆到人行道上", "店外摆了桌椅")),
    ("1204", 3, ("问宅基地怎么审批", "问灵活就业社保怎么交")),
    ("0903", 3, ("雨水井冒水", "下水道堵了有味道")),
    ("1001", 2, ("老人住院后生活困难", "独居户屋顶漏雨")),
    ("0606", 2, ("工地没有喷淋,扬尘大", "土方车出来一路灰")),
    ("0711", 2, ("风把树枝刮断压在路上", "行道树歪了")),
    ("0802", 1, ("沟里流白色的水", "河水发黑有气味")),
    ("0105", 1, ("工地欠了两个月工钱", "厂里不给结加班工资")),
)


# What a picture of the matter shows; the rest show a road.
SCENES = {
    "waste": ("0401", "0404", "0408", "0509"),
    "bikes": ("0301", "0302", "0409", "0502", "0505"),
    "lamp": ("0703",),
    "water": ("0801", "0802", "0903"),
}


def scene_of(matter: str) -> str:
    """The scene of a matter's pictures."""
    return next((scene for scene, codes in SCENES.items() if matter in codes), "road")


def report_times(dice: random.Random, anchor: datetime, total: int) -> list[datetime]:
    """About `total` times in the month before `anchor`, in order, none after it."""
    local = timezone.localtime(anchor)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    times = []
    for ago in range(DAYS, -1, -1):
        day = midnight - timedelta(days=ago)
        share = BY_WEEKDAY[day.weekday()] / (sum(BY_WEEKDAY) / 7)
        for _ in range(round(total / DAYS * share)):
            times.append(day + time_of_day(dice))
    return sorted(at for at in times if at < anchor)


def time_of_day(dice: random.Random) -> timedelta:
    """When in a day somebody reports."""
    return timedelta(hours=dice.choices(range(24), BY_HOUR)[0], seconds=dice.randrange(3600))


def pick_matter(dice: random.Random) -> tuple[str, str]:
    """A matter's code and what is said of it."""
    code, _weight, sentences = dice.choices(MATTERS, [weight for _, weight, _ in MATTERS])[0]
    return code, dice.choice(sentences)
