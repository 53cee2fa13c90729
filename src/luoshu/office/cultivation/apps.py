from django.apps import AppConfig


class CultivationConfig(AppConfig):
    name = "luoshu.office.cultivation"

    def ready(self) -> None:
        from luoshu.office.cultivation import holdings, places

        places.declare()
        holdings.declare()
