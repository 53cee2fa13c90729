"""People, the organisations that they belong to or act for, and for how long."""

from luoshu.office.accounts.models.authorisations import Authorisation, Scope
from luoshu.office.accounts.models.calendars import Calendar, CalendarDay
from luoshu.office.accounts.models.house_rules import HouseRules
from luoshu.office.accounts.models.invitations import Invitation, Purpose
from luoshu.office.accounts.models.memberships import Membership, Role, StandIn
from luoshu.office.accounts.models.organisations import Kind, Organisation
from luoshu.office.accounts.models.people import User
from luoshu.office.accounts.models.sign_ins import SignIn
from luoshu.office.accounts.models.tokens import Token, TokenScope

__all__ = [
    "Authorisation",
    "Calendar",
    "CalendarDay",
    "HouseRules",
    "Invitation",
    "Kind",
    "Membership",
    "Organisation",
    "Purpose",
    "Role",
    "Scope",
    "SignIn",
    "StandIn",
    "Token",
    "TokenScope",
    "User",
]
