# SPDX-License-Identifier: Apache-2.0
"""Three choices for the clerk: what people say on the phone finds its matter."""

import time

import pytest

from duties.queries import suggest_matters

pytestmark = pytest.mark.usefixtures("tables")

SAID = [
    ("楼下烧烤摊半夜还在冒烟,一股羊肉串味", "0413"),
    ("学校门口路上有个大坑,骑车的都绕着走", "0707"),
    ("我爸八十岁了,早上出去买菜到现在不见了,怕是走失了", "0207"),
    ("老板三个月没发工资,包工头跑了", "1104"),
    ("我们小区门口的垃圾桶满了两天没人收", "0404"),
    ("菜场门口窨井盖没了,晚上看不见很危险", "0701"),
    ("井盖一过车就响,咣当咣当睡不着", "0702"),
    ("对面酒吧低音炮到凌晨两点", "0414"),
    ("楼上邻居把电瓶车推进楼道充电", "0302"),
    ("家里停水一天了,什么时候来水", "1007"),
    ("村口路灯不亮,老人摔了一跤", "0703"),
    ("河里漂着死鱼,河水发黑还臭", "0802"),
    ("消防通道被车堵死了", "0301"),
    ("隔壁人家在屋顶加盖一层,正在砌墙", "0601"),
    ("工地半夜施工打桩,孩子没法睡", "0603"),
    ("人行道停满了汽车,推婴儿车过不去,都是违停", "0506"),
    ("楼里有人被关在电梯里出不来", "0310"),
    ("超市卖过期食品,吃坏肚子了", "1101"),
    ("健身卡老板跑路,预付卡不退款", "1102"),
    ("台风来了,低洼的几户老人要转移", "0910"),
    ("后山滑坡,石头掉到院子里", "0909"),
    ("独居老人几天没见出门,敲门也没人应", "1002"),
    ("想问一下办居住证需要什么材料", "1204"),
    ("电线杆上贴满了小广告", "0509"),
    ("有人在河边挖沙,晚上偷偷运走", "0804"),
    ("老公打我,我害怕回家", "0102"),
]


@pytest.mark.parametrize(("text", "code"), SAID)
def test_what_people_say_finds_its_matter(text: str, code: str) -> None:
    assert code in [matter.code for matter in suggest_matters(text)]


def test_most_are_first_choice() -> None:
    first = [text for text, code in SAID if suggest_matters(text, 1)[0].code == code]
    assert len(first) >= len(SAID) * 0.9


@pytest.mark.parametrize("text", ["", " \n", "abc", "垃", "12345"])
def test_nothing_is_suggested_where_nothing_was_said(text: str) -> None:
    assert suggest_matters(text) == ()


def test_at_most_as_many_as_asked_for() -> None:
    text = "垃圾桶满 违停 酒吧吵 烧烤摊 路灯不亮 停水 欠薪"
    assert len(suggest_matters(text)) == 3 and len(suggest_matters(text, 5)) == 5


def test_line_breaks_and_blanks_do_not_hide_a_word() -> None:
    assert suggest_matters("消 防\n通 道 堵了")[0].code == "0301"


def test_others_is_never_suggested() -> None:
    assert "1299" not in [matter.code for matter in suggest_matters("其他 说不清 不知道归谁管", 9)]


def test_the_same_text_gives_the_same_answer_in_no_time() -> None:
    letter = "关于我们小区物业不管、垃圾没人扫、路灯不亮、楼道堆物的情况反映。" * 40
    suggest_matters("先把词表建好")
    started = time.perf_counter()
    answers = {suggest_matters(letter) for _time in range(20)}
    assert time.perf_counter() - started < 20 * 0.005
    assert len(answers) == 1
