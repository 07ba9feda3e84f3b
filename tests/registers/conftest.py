# SPDX-License-Identifier: Apache-2.0
"""云溪县 with the registers' tables, a few records, and short ways to ask."""

from types import SimpleNamespace

import pytest

from registers.actions.records import add_record
from registers.actions.tables import load_register_tables
from registers.models import Person, Place

ID_NUMBER = "33990119500101001X"


@pytest.fixture
def town(county: SimpleNamespace) -> SimpleNamespace:
    """lin's grid has 李阿婆 (独居老人) at 桥头弄3号 and 平安旅馆."""
    load_register_tables()
    grid = county.grid.code
    elder = {
        "name": "李阿婆",
        "phone": "13800001234",
        "id_number": ID_NUMBER,
        "birth_year": "1950",
        "address": "桥头弄3号",
        "tags": ["独居老人"],
    }
    inn = {"name": "平安旅馆", "kind": "小旅馆", "address": "桥头弄8号"}
    inn |= {"responsible": "赵老板", "phone": "13900005678"}
    add_record("person", grid=grid, values=elder, by=county.lin)
    add_record("place", grid=grid, values=inn, by=county.lin)
    county.elder = Person.objects.get()
    county.inn = Place.objects.get()
    return county
