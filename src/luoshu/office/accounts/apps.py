from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "luoshu.office.accounts"

    def ready(self) -> None:
        from luoshu.office.accounts import holdings, places, words

        holdings.declare()
        places.declare()
        words.declare()
