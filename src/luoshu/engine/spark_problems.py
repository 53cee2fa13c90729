"""What may go wrong with Spark, in words."""

from __future__ import annotations

from luoshu.problems import Problem, Text

OLDEST, OLDEST_JAVA = 4, 17  # the first versions that will do


def no_pyspark() -> Problem:
    return Problem(
        "no-spark",
        Text("没有安装 Spark", "Spark is not installed"),
        hint=Text("请安装：pip install 'luoshu[spark]'", "install it: pip install 'luoshu[spark]'"),
    )


def old_spark(version: str) -> Problem:
    return Problem(
        "old-spark",
        Text(
            f"Spark {version} 太旧，需要 {OLDEST}.0 或更新的版本",
            f"Spark {version} is too old: {OLDEST}.0 or later is needed",
        ),
        hint=no_pyspark().hint,
    )


def no_java() -> Problem:
    return Problem(
        "no-java",
        Text("没有安装 Java，Spark 需要它", "Java is not installed, and Spark needs it"),
        hint=_java_hint(),
    )


def old_java(version: str) -> Problem:
    return Problem(
        "old-java",
        Text(
            f"Java {version} 太旧，Spark 需要 {OLDEST_JAVA} 或更新的版本",
            f"Java {version} is too old: Spark needs {OLDEST_JAVA} or later",
        ),
        hint=_java_hint(),
    )


def _java_hint() -> Text:
    package = f"openjdk-{OLDEST_JAVA}-jre-headless"
    return Text(
        f"请安装 Java {OLDEST_JAVA}（Debian：apt-get install {package}），或让 JAVA_HOME 指向它",
        f"install Java {OLDEST_JAVA} (Debian: apt-get install {package}), or let JAVA_HOME say where it is",
    )


def not_started(said: str) -> Problem:
    return Problem("no-spark-session", Text(f"Spark 没有启动：{said}", f"Spark did not start: {said}"))


def no_master(master: str, said: str) -> Problem:
    return Problem(
        "no-master",
        Text(f"连不上 Spark 主节点 {master}：{said}", f"the master {master} cannot be reached: {said}"),
        hint=Text(
            "请检查主节点是否启动，--master 的地址是否正确（如 spark://主机:7077）；不写 --master 就在本机计算",
            "see whether it runs, and whether the address is right (like spark://host:7077); "
            "without --master this machine computes",
        ),
    )


def no_workers(master: str, seconds: int) -> Problem:
    return Problem(
        "no-workers",
        Text(
            f"等了 {seconds} 秒，{master} 上没有空闲的计算节点",
            f"for {seconds} seconds no worker of {master} was free",
        ),
        hint=Text(
            "请检查计算节点是否启动，内存和核数是否够用", "see whether workers run, and have memory and cores to give"
        ),
    )


def not_shared(path: str) -> Problem:
    return Problem(
        "not-shared",
        Text(f"Spark 的计算节点看不到 {path}", f"the workers of Spark do not see {path}"),
        hint=Text(
            "--data 和 --out 须放在各节点路径相同的共享文件系统上",
            "--data and --out must lie on a file system that all nodes share, under the same path",
        ),
    )


def lost(rows: int, found: int) -> Problem:
    return Problem(
        "rows-lost",
        Text(f"应有 {rows:,} 行结果，只找到 {found:,} 行", f"of {rows:,} rows of results {found:,} were found"),
        hint=not_shared("").hint,
    )


def failed(said: str) -> Problem:
    return Problem("spark-failed", Text(f"Spark 出错：{said}", f"Spark failed: {said}"))
