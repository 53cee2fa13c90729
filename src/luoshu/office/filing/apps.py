from django.apps import AppConfig


class FilingConfig(AppConfig):
    name = "luoshu.office.filing"

    def ready(self) -> None:
        from luoshu.office.filing import holdings, places, words

        holdings.declare()
        places.declare()
        words.declare()
