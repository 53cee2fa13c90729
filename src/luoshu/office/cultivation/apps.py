from django.apps import AppConfig


class CultivationConfig(AppConfig):
    name = "luoshu.office.cultivation"

    def ready(self) -> None:
        from luoshu.office.cultivation import holdings, places
        from luoshu.office.cultivation.models import Search
        from luoshu.office.register import uses
        from luoshu.problems import Text

        places.declare()
        holdings.declare()
        uses.call(Search, Text("查找", "search"), "near-search")
