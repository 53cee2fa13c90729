"""What the audit calls what happens to accounts."""

from __future__ import annotations

from luoshu.office.audit.words import call
from luoshu.problems import Text

ACTIONS = {
    "accounts.organisation-entered": Text("登记单位", "Organisation entered"),
    "accounts.organisation-changed": Text("修改单位", "Organisation changed"),
    "accounts.enrolled": Text("登记角色", "Role entered"),
    "accounts.membership-ended": Text("结束角色", "Role ended"),
    "accounts.invited": Text("发出邀请", "Invited"),
    "accounts.invitation-accepted": Text("接受邀请", "Invitation accepted"),
    "accounts.invitation-withdrawn": Text("撤回邀请", "Invitation withdrawn"),
    "accounts.account-opened": Text("开设账号", "Account opened"),
    "accounts.account-closed": Text("停用账号", "Account closed"),
    "accounts.account-reopened": Text("恢复账号", "Account opened again"),
    "accounts.authorised": Text("授权他人代办", "Authorised"),
    "accounts.authorisation-revoked": Text("撤回授权", "Authorisation revoked"),
    "accounts.stand-in-entered": Text("登记休假代理", "Stand-in entered"),
    "accounts.stand-in-ended": Text("结束休假代理", "Stand-in ended"),
    "accounts.calendar-kept": Text("保存工作日历", "Calendar kept"),
    "accounts.house-rules-set": Text("修改日志、登录与审批规定", "House rules set"),
    "accounts.daily-done": Text("每日自动清理", "Daily cleaning done"),
    "accounts.sign-ins-pruned": Text("清理到期的登录日志", "Old sign-ins removed"),
    "accounts.own-data-changed": Text("修改本人信息", "Own data changed"),
    "accounts.identifier-read": Text("查看完整证件或手机号", "Identifier read in full"),
    "accounts.second-factor-reset": Text("重置两步验证", "Second factor reset"),
    "accounts.password-offered": Text("发出设置密码的链接", "Link for a password given"),
    "accounts.password-changed": Text("修改密码", "Password changed"),
    "accounts.password-set": Text("设置密码", "Password set"),
    "accounts.totp-activated": Text("启用两步验证", "Second factor turned on"),
    "accounts.totp-deactivated": Text("停用两步验证", "Second factor turned off"),
    "accounts.recovery-codes-generated": Text("生成恢复码", "Recovery codes made"),
    "accounts.account-connected": Text("关联统一身份认证", "Single sign-on joined"),
    "accounts.account-disconnected": Text("解除统一身份认证", "Single sign-on parted"),
    "accounts.token-made": Text("新建程序令牌", "Token made"),
    "accounts.token-revoked": Text("撤销程序令牌", "Token revoked"),
    "accounts.personal-data-exported": Text("导出个人信息", "Personal data exported"),
    "accounts.personal-data-erased": Text("删除个人信息", "Personal data erased"),
}


def declare() -> None:
    call(ACTIONS)
