-- Why decisions are null: a row for each missing fact that matters, by firm, decision and fact.
-- A bit stands for a fact, in the order of the facts' names; every decision gets a mask of the facts that it lacks. Firms
-- lack facts in few patterns: each pattern is spelt out once, and only firms are sorted.
CREATE TEMP TABLE bits AS
SELECT fact, row_number() OVER (ORDER BY fact) - 1 AS place, 1::BIGINT << (row_number() OVER (ORDER BY fact) - 1)::BIGINT AS bit
FROM (VALUES
    ('职工总数'), ('科技人员数'), ('销售收入'), ('成本费用'), ('研发费用'), ('资产总额'),
    ('重大安全事故'), ('重大质量事故'), ('严重环境违法'), ('科研严重失信'), ('列入经营异常名录'), ('列入严重违法失信名单'),
    ('在中国境内注册'), ('提供禁止限制淘汰类产品或服务'),
    ('会计核算健全'), ('查账征收'), ('研发费用可归集'), ('缴纳企业所得税'), ('属于加计扣除负面行业'), ('近三年评价弄虚作假'),
    ('高新技术企业证书有效'), ('经认定的省部级以上研发机构'),
    ('知识产权.类别'), ('知识产权.有效'), ('知识产权.与主要产品相关'), ('知识产权.有争议'),
    ('科技奖励.级别'), ('科技奖励.名次'), ('科技奖励.授奖日期'), ('主导制定标准.层级'), ('主导制定标准.发布日期')
) AS facts (fact);

CREATE TEMP MACRO gap(fact, place) AS CASE WHEN fact IS NULL THEN 1::BIGINT << place ELSE 0 END;

CREATE TEMP TABLE undecided AS
WITH rights AS ( -- only the few rights with a gap
    SELECT
        _owner,
        bit_or(CASE WHEN one IS NULL THEN gaps ELSE 0 END) AS one,
        bit_or(CASE WHEN two IS NULL THEN gaps ELSE 0 END) AS two
    FROM (
        SELECT
            _owner,
            类别 = 'I类' AND 有效 AND 与主要产品相关 AND NOT 有争议 AS one,
            类别 = 'II类' AND 有效 AND 与主要产品相关 AND NOT 有争议 AS two,
            gap(与主要产品相关, 11) | gap(有争议, 12)
                | gap(有效, 13) | gap(类别, 14) AS gaps
        FROM '$snapshot/知识产权.parquet'
        WHERE 类别 IS NULL OR 有效 IS NULL OR 与主要产品相关 IS NULL OR 有争议 IS NULL
    )
    GROUP BY _owner
),
awards AS (
    SELECT
        _owner,
        bit_or(gap(名次, 18) | gap(授奖日期, 19) | gap(级别, 20)) AS gaps
    FROM '$snapshot/科技奖励.parquet'
    WHERE (级别 = '国家级' AND 名次 <= 3 AND 授奖日期 > DATE '2020-06-30') IS NULL
    GROUP BY _owner
),
standards AS (
    SELECT _owner, bit_or(gap(发布日期, 1) | gap(层级, 2)) AS gaps
    FROM '$snapshot/主导制定标准.parquet'
    WHERE (层级 IN ('国际', '国家', '行业') AND 发布日期 > DATE '2020-06-30') IS NULL
    GROUP BY _owner
),
parts AS (
    SELECT
        firm._key,
        done.*,
        CASE
            WHEN 规模达标 IS NULL
                THEN gap("职工总数@2024", 24) | gap("资产总额@2024", 25)
                    | gap("销售收入@2024", 29)
            ELSE 0
        END AS small,
        CASE
            WHEN 行为合规 IS NULL
                THEN gap(严重环境违法, 0) | gap(列入严重违法失信名单, 4)
                    | gap(列入经营异常名录, 5) | gap(科研严重失信, 21)
                    | gap(重大安全事故, 27) | gap(重大质量事故, 28)
            ELSE 0
        END AS clean,
        gap(在中国境内注册, 6) | gap(提供禁止限制淘汰类产品或服务, 9) AS lawful,
        CASE
            WHEN 科技人员得分 IS NULL
                THEN gap("科技人员数@2024", 17) | gap("职工总数@2024", 24)
            ELSE 0
        END AS staff,
        CASE WHEN "销售收入@2024" IS NULL THEN (1::BIGINT << 29) WHEN 研发销售比 IS NULL THEN (1::BIGINT << 15) ELSE 0 END AS by_sales,
        CASE WHEN "成本费用@2024" IS NULL THEN (1::BIGINT << 8) WHEN 研发成本比 IS NULL THEN (1::BIGINT << 15) ELSE 0 END AS by_cost,
        CASE WHEN I类知识产权数 IS NULL THEN rights.one ELSE 0 END AS one,
        CASE WHEN II类知识产权数 IS NULL THEN rights.two ELSE 0 END AS two,
        CASE
            WHEN 直接确认 IS NULL
                THEN gap(经认定的省部级以上研发机构, 22) | gap(高新技术企业证书有效, 30)
                    | coalesce(awards.gaps, 0) | coalesce(standards.gaps, 0)
            ELSE 0
        END AS direct,
        CASE
            WHEN 指引补充条件 IS NULL
                THEN gap(会计核算健全, 3) | gap(属于加计扣除负面行业, 7)
                    | gap(查账征收, 10) | gap(研发费用可归集, 16)
                    | gap(缴纳企业所得税, 23)
            ELSE 0
        END AS guide,
        gap(近三年评价弄虚作假, 26) AS honest
    FROM '$snapshot/企业.parquet' AS firm
    JOIN (
        SELECT file_row_number AS _row, *
        FROM read_parquet('$out/decisions.parquet', file_row_number = true)
        WHERE 规模达标 IS NULL OR 行为合规 IS NULL OR 基本条件 IS NULL OR 科技人员得分 IS NULL OR 研发销售比 IS NULL
            OR 研发成本比 IS NULL OR I类知识产权数 IS NULL OR II类知识产权数 IS NULL OR 直接确认 IS NULL OR 指引补充条件 IS NULL
            OR 申报不受限 IS NULL
    ) AS done ON done._row = firm._key
    LEFT JOIN rights ON rights._owner = firm._key
    LEFT JOIN awards ON awards._owner = firm._key
    LEFT JOIN standards ON standards._owner = firm._key
),
scores AS (
    SELECT
        *,
        CASE WHEN 基本条件 IS NULL THEN small | clean | lawful ELSE 0 END AS basic,
        CASE WHEN 研发投入得分 IS NULL THEN by_sales | by_cost ELSE 0 END AS research,
        CASE WHEN 科技成果得分 IS NULL THEN one | two ELSE 0 END AS rights
    FROM parts
),
conclusions AS (
    SELECT
        *,
        CASE
            WHEN 符合科技型中小企业条件 IS NULL
                THEN basic
                    | CASE WHEN (直接确认 OR (综合得分 >= 60 AND 科技人员得分 > 0)) IS NULL THEN direct ELSE 0 END
                    | CASE
                        WHEN 直接确认 IS NOT TRUE AND (综合得分 >= 60 AND 科技人员得分 > 0) IS NULL THEN staff | research | rights
                        ELSE 0
                    END
            ELSE 0
        END AS meets
    FROM scores
)
SELECT
    _key,
    统一社会信用代码,
    small,
    clean,
    basic,
    staff,
    by_sales,
    by_cost,
    research,
    one,
    two,
    rights,
    CASE WHEN 综合得分 IS NULL THEN staff | research | rights ELSE 0 END AS total,
    direct,
    meets,
    guide,
    honest,
    CASE WHEN 符合现行评价条件 IS NULL THEN meets | guide | honest ELSE 0 END AS now
FROM conclusions;

CREATE TEMP TABLE patterns AS
SELECT row_number() OVER () AS pattern, *
FROM (
    SELECT DISTINCT small, clean, basic, staff, by_sales, by_cost, research, one, two, rights, total, direct, meets, guide, honest, now
    FROM undecided
);

CREATE TEMP TABLE firms AS
WITH gaps AS ( -- 32 decisions + place of the fact
    SELECT pattern, list(32 * decision + place ORDER BY decision, place) AS gaps
    FROM (
        SELECT pattern, 0 AS decision, small AS mask FROM patterns
        UNION ALL SELECT pattern, 1, clean FROM patterns
        UNION ALL SELECT pattern, 2, basic FROM patterns
        UNION ALL SELECT pattern, 3, staff FROM patterns
        UNION ALL SELECT pattern, 4, by_sales FROM patterns
        UNION ALL SELECT pattern, 5, by_cost FROM patterns
        UNION ALL SELECT pattern, 6, research FROM patterns
        UNION ALL SELECT pattern, 7, one FROM patterns
        UNION ALL SELECT pattern, 8, two FROM patterns
        UNION ALL SELECT pattern, 9, rights FROM patterns
        UNION ALL SELECT pattern, 10, total FROM patterns
        UNION ALL SELECT pattern, 11, direct FROM patterns
        UNION ALL SELECT pattern, 12, meets FROM patterns
        UNION ALL SELECT pattern, 13, guide FROM patterns
        UNION ALL SELECT pattern, 14, honest FROM patterns
        UNION ALL SELECT pattern, 15, now FROM patterns
    )
    JOIN bits ON mask & bit <> 0
    GROUP BY pattern
)
SELECT 统一社会信用代码, gaps
FROM undecided
JOIN patterns USING (small, clean, basic, staff, by_sales, by_cost, research, one, two, rights, total, direct, meets, guide, honest, now)
JOIN gaps USING (pattern)
ORDER BY _key;

SET VARIABLE facts = (SELECT list(fact ORDER BY place) FROM bits);

SET VARIABLE decisions = [
    '规模达标', '行为合规', '基本条件', '科技人员得分', '研发销售比', '研发成本比', '研发投入得分', 'I类知识产权数',
    'II类知识产权数', '科技成果得分', '综合得分', '直接确认', '符合科技型中小企业条件', '指引补充条件', '申报不受限', '符合现行评价条件'
];

COPY (
    SELECT
        统一社会信用代码,
        getvariable('decisions')[gap // 32 + 1] AS decision,
        getvariable('facts')[gap % 32 + 1] AS fact,
        'missing' AS cause
    FROM (SELECT 统一社会信用代码, unnest(gaps) AS gap FROM firms)
) TO '$out/unknown.parquet' (FORMAT parquet, COMPRESSION zstd);
