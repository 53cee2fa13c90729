from django.apps import AppConfig


class CultivationConfig(AppConfig):
    name = "luoshu.office.cultivation"

    def ready(self) -> None:
        from luoshu.office.cultivation import holdings, places
        from luoshu.office.cultivation.lapsing import LISTED
        from luoshu.office.cultivation.models import Entry, Search
        from luoshu.office.register import uses
        from luoshu.problems import Text

        places.declare()
        holdings.declare()
        uses.call(Search, Text("查找", "search"), "near-search")
        uses.call(Entry, Text("在库企业", "entry of the cultivation list"), "cultivation-entry")
        uses.call_list(LISTED, Text("培育库", "the cultivation list"), "cultivation")
