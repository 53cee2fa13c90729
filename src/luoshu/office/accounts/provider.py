"""The provider of OpenID Connect that people may sign in with, out of the environment. Imports nothing of Django."""

from __future__ import annotations

import os
from typing import Any

PROVIDER = "office"  # in the address: /account/oidc/office/login/


def openid_connect() -> dict[str, Any]:
    """allauth's settings; without an issuer and a client there is none."""
    issuer, client = os.environ.get("LUOSHU_OIDC_ISSUER"), os.environ.get("LUOSHU_OIDC_CLIENT_ID")
    if not issuer or not client:
        return {}
    app = {
        "provider_id": PROVIDER,
        "name": os.environ.get("LUOSHU_OIDC_NAME") or issuer,
        "client_id": client,
        "secret": os.environ.get("LUOSHU_OIDC_CLIENT_SECRET", ""),
        "settings": {"server_url": issuer.rstrip("/"), "scope": ["openid", "profile"]},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True, "SCOPE": ["openid", "profile"]}}
