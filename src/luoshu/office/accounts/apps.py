from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "luoshu.office.accounts"
