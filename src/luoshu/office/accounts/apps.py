from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "luoshu.office.accounts"

    def ready(self) -> None:
        from luoshu.office.accounts import daily, holdings, places, words

        holdings.declare()
        places.declare()
        words.declare()
        daily.declare()
