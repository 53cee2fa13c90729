"""What may go wrong with a PostgreSQL server, in words. What the server said never holds a password."""

from __future__ import annotations

from luoshu.problems import Problem, Text

OLDEST = 13  # the first version that will do
EXAMPLE = "postgresql://user@host:5432/name"


def no_driver() -> Problem:
    return Problem(
        "no-driver",
        Text("没有安装 PostgreSQL 的驱动程序", "the driver for PostgreSQL is not installed"),
        hint=Text("请安装：pip install 'luoshu[postgresql]'", "install it: pip install 'luoshu[postgresql]'"),
    )


def no_url() -> Problem:
    return Problem(
        "no-database",
        Text("没有说明用哪个数据库", "which database is not said"),
        hint=Text(f"请写 --database {EXAMPLE}", f"give --database {EXAMPLE}"),
    )


def wrong_url() -> Problem:
    return Problem(
        "wrong-database",
        Text("数据库地址写得不对", "the address of the database is not one of PostgreSQL's"),
        hint=Text(f"请写成 {EXAMPLE}", f"write it like {EXAMPLE}"),
    )


def no_server(said: str) -> Problem:
    return Problem(
        "no-server",
        Text(f"连不上数据库：{said}", f"the database cannot be reached: {said}"),
        hint=Text(
            "请检查服务是否启动，地址、用户、密码和库名是否正确",
            "see whether the server runs, and whether address, user, password and name are right",
        ),
    )


def too_old(version: str) -> Problem:
    return Problem(
        "old-database",
        Text(
            f"PostgreSQL {version} 太旧，需要 {OLDEST} 或更新的版本",
            f"PostgreSQL {version} is too old: {OLDEST} or later is needed",
        ),
    )


def not_unicode(encoding: str) -> Problem:
    return Problem(
        "not-unicode",
        Text(f"数据库的编码是 {encoding}，需要 UTF8", f"the encoding of the database is {encoding}: UTF8 is needed"),
        hint=Text(
            "请新建一个库：createdb --encoding=UTF8 --template=template0",
            "make another database: createdb --encoding=UTF8 --template=template0",
        ),
    )


def no_rights(said: str) -> Problem:
    return Problem(
        "no-rights",
        Text(f"数据库不允许：{said}", f"the database does not allow it: {said}"),
        hint=Text(
            "请管理员授权：GRANT CREATE, TEMPORARY ON DATABASE 库名 TO 用户",
            "ask for: GRANT CREATE, TEMPORARY ON DATABASE name TO user",
        ),
    )


def failed(said: str) -> Problem:
    return Problem("database-failed", Text(f"数据库出错：{said}", f"the database failed: {said}"))


def lost(table: str, rows: int, taken: int) -> Problem:
    return Problem(
        "rows-lost",
        Text(f"{table}：送出 {rows} 行，数据库收下 {taken} 行", f"{table}: of {rows} rows the database took {taken}"),
    )
