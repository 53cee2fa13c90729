-- This policy grants nothing by itself: the file has its columns and no row.
COPY (
    SELECT
        统一社会信用代码,
        '' AS benefit,
        NULL::DECIMAL(38, 2) AS amount,
        '' AS fund,
        NULL::DATE AS until,
        NULL::BOOLEAN AS automatic,
        '' AS article,
        false AS assumed
    FROM '$out/decisions.parquet'
    WHERE false
) TO '$out/benefits.parquet' (FORMAT parquet, COMPRESSION zstd);
