"""What differs between SQL engines: one small lowering table each."""

from luoshu.sql.engines.duckdb import DUCKDB, Engine
from luoshu.sql.engines.postgresql import POSTGRESQL
from luoshu.sql.engines.spark import SPARK

ENGINES: dict[str, Engine] = {engine.name: engine for engine in (DUCKDB, POSTGRESQL, SPARK)}

__all__ = ["DUCKDB", "ENGINES", "POSTGRESQL", "SPARK", "Engine"]
