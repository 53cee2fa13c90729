"""Django's settings. What an installation may choose comes from its environment; everything else is decided here.

LUOSHU_HOME       its folder (`luoshu-office` where it was started)
LUOSHU_DATABASE   postgresql://…; SQLite in its folder where that is not given
LUOSHU_HOSTS      the names that it answers to, separated by commas
LUOSHU_HTTPS      1 where a proxy in front of it speaks HTTPS: cookies are then sent over nothing else
LUOSHU_OIDC_…     ISSUER, CLIENT_ID, CLIENT_SECRET and NAME of a provider of OpenID Connect to sign in with
LUOSHU_OPEN_LICENCE  under which open data stand, such as CC-BY-4.0; none is declared where that is not given
LUOSHU_FORMER_FIELD_KEYS  keys with which personal identifiers were sealed before, separated by commas
"""

from __future__ import annotations

import os

from csp.constants import NONE, SELF

from luoshu.office.accounts.provider import openid_connect
from luoshu.office.databases import database
from luoshu.office.home import Home
from luoshu.office.shell import logs

HOME = Home.of_environment()
SECRET_KEY = HOME.secret("session-key")
FIELD_KEY = HOME.secret("field-key")
FORMER_FIELD_KEYS = [key for key in os.environ.get("LUOSHU_FORMER_FIELD_KEYS", "").split(",") if key]
OPEN_LICENCE = os.environ.get("LUOSHU_OPEN_LICENCE", "")
DEBUG = False
HTTPS = os.environ.get("LUOSHU_HTTPS") == "1"
ALLOWED_HOSTS = os.environ.get("LUOSHU_HOSTS", "127.0.0.1,localhost,[::1]").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_tasks",
    "django_tasks_db",
    "luoshu.office.shell",
    "luoshu.office.audit",
    "luoshu.office.accounts",
    "luoshu.office.library",
    "luoshu.office.register",
    "luoshu.office.cultivation",
    "luoshu.office.filing",
    "luoshu.office.booking",
    "allauth",  # after ours, whose templates stand in the place of its own
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {"user_attributes": ["username", "name"]},
        "MinimumLengthValidator": {"min_length": 10},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
LOGIN_URL, LOGIN_REDIRECT_URL = "account_login", "me"
_FORMS = "luoshu.office.accounts.forms"
ACCOUNT_FORMS = {
    "login": f"{_FORMS}.SignInForm",
    "change_password": f"{_FORMS}.ChangePasswordForm",
    "set_password": f"{_FORMS}.SetPasswordForm",
    "reauthenticate": f"{_FORMS}.PasswordAgainForm",
}
MFA_FORMS = {
    "authenticate": f"{_FORMS}.CodeForm",
    "reauthenticate": f"{_FORMS}.CodeAgainForm",
    "activate_totp": f"{_FORMS}.FirstCodeForm",
}
ACCOUNT_ADAPTER = "luoshu.office.accounts.adapters.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None  # nothing is sent by e-mail: an office without internet has none
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the browser
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "20/m/ip,5/300s/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if HTTPS else 0
MFA_ADAPTER = "luoshu.office.accounts.adapters.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Luoshu 洛书"
MFA_TOTP_TOLERANCE = 1
SOCIALACCOUNT_ADAPTER = "luoshu.office.accounts.adapters.Identities"
SOCIALACCOUNT_PROVIDERS = openid_connect()
SOCIALACCOUNT_STORE_TOKENS = False
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "luoshu.office.shell.queries.without_nul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "luoshu.office.shell.queries.with_a_way_back",
    "luoshu.office.accounts.meanwhile.LeadingOn",
]
FORM_RENDERER = "luoshu.office.shell.forms.Renderer"
ROOT_URLCONF = "luoshu.office.urls"
LOGGING = logs.LOGGING
WSGI_APPLICATION = "luoshu.office.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["luoshu.office.shell.templatetags.words", "luoshu.office.accounts.templatetags.acting"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "luoshu.office.accounts.context.who",
            ],
        },
    }
]

DATABASES = {"default": database(HOME.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {  # in the database, so that limits hold over all processes and machines
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "office_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True  # out of the package itself: nothing is collected
MEDIA_ROOT = HOME.files

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 60 * 60
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "luoshu.office.accounts.views.refusal.csrf_failed"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
