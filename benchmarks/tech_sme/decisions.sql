-- cn/tech-sme on 2025-06-30, by hand: what a SQL engineer would write to get exact decisions out of the snapshot.
-- Ratios are compared by cross-multiplying in DECIMAL; a missing fact leaves a decision null only where it matters.
COPY (
    WITH rights AS (
        SELECT
            _owner,
            count(*) FILTER (类别 = 'I类' AND 有效 AND 与主要产品相关 AND NOT 有争议) AS one,
            count(*) FILTER ((类别 = 'I类' AND 有效 AND 与主要产品相关 AND NOT 有争议) IS NULL) AS maybe_one,
            count(*) FILTER (类别 = 'II类' AND 有效 AND 与主要产品相关 AND NOT 有争议) AS two,
            count(*) FILTER ((类别 = 'II类' AND 有效 AND 与主要产品相关 AND NOT 有争议) IS NULL) AS maybe_two
        FROM '$snapshot/知识产权.parquet'
        GROUP BY _owner
    ),
    -- true before null before false: any certain one settles it
    awards AS (
        SELECT _owner, CASE WHEN bool_or(coalesce(counts, false)) THEN true WHEN bool_or(counts IS NULL) THEN NULL ELSE false END AS passes
        FROM (
            SELECT _owner, 级别 = '国家级' AND 名次 <= 3 AND 授奖日期 > DATE '2020-06-30' AS counts
            FROM '$snapshot/科技奖励.parquet'
        )
        GROUP BY _owner
    ),
    standards AS (
        SELECT _owner, CASE WHEN bool_or(coalesce(counts, false)) THEN true WHEN bool_or(counts IS NULL) THEN NULL ELSE false END AS passes
        FROM (
            SELECT _owner, 层级 IN ('国际', '国家', '行业') AND 发布日期 > DATE '2020-06-30' AS counts
            FROM '$snapshot/主导制定标准.parquet'
        )
        GROUP BY _owner
    ),
    facts AS (
        SELECT
            firm._key,
            firm.统一社会信用代码,
            "职工总数@2024" AS staff,
            "科技人员数@2024" AS scientists,
            "销售收入@2024"::DECIMAL(15, 2) AS sales,
            "成本费用@2024"::DECIMAL(15, 2) AS cost,
            "研发费用@2024"::DECIMAL(15, 2) AS research,
            "资产总额@2024" AS assets,
            NOT 重大安全事故 AND NOT 重大质量事故 AND NOT 严重环境违法 AND NOT 科研严重失信
                AND NOT 列入经营异常名录 AND NOT 列入严重违法失信名单 AS clean,
            在中国境内注册 AND NOT 提供禁止限制淘汰类产品或服务 AS lawful,
            会计核算健全 AND 查账征收 AND 研发费用可归集 AND 缴纳企业所得税 AND NOT 属于加计扣除负面行业 AS guide,
            NOT 近三年评价弄虚作假 AS honest,
            高新技术企业证书有效 OR 经认定的省部级以上研发机构
                OR CASE WHEN awards._owner IS NULL THEN false ELSE awards.passes END
                OR CASE WHEN standards._owner IS NULL THEN false ELSE standards.passes END AS direct,
            CASE WHEN rights._owner IS NULL THEN 0 WHEN maybe_one = 0 THEN one END AS one,
            CASE WHEN rights._owner IS NULL THEN 0 WHEN maybe_two = 0 THEN two END AS two
        FROM '$snapshot/企业.parquet' AS firm
        LEFT JOIN rights ON rights._owner = firm._key
        LEFT JOIN awards ON awards._owner = firm._key
        LEFT JOIN standards ON standards._owner = firm._key
    ),
    scores AS (
        SELECT
            *,
            staff <= 500 AND sales <= 200000000 AND assets <= 200000000 AS small,
            CASE
                WHEN scientists IS NULL OR staff IS NULL THEN NULL
                WHEN staff = 0 THEN 0
                WHEN scientists * 10 >= staff * 3 THEN 20
                WHEN scientists * 4 >= staff THEN 16
                WHEN scientists * 5 >= staff THEN 12
                WHEN scientists * 20 >= staff * 3 THEN 8
                WHEN scientists * 10 >= staff THEN 4
                ELSE 0
            END AS staff_score,
            -- The score by sales, where it is known; a ratio to nothing counts for nothing.
            CASE
                WHEN sales IS NULL OR (sales > 0 AND research IS NULL) THEN NULL
                WHEN sales = 0 THEN 0
                WHEN research * 50 >= sales * 3 THEN 50
                WHEN research * 20 >= sales THEN 40
                WHEN research * 25 >= sales THEN 30
                WHEN research * 100 >= sales * 3 THEN 20
                WHEN research * 50 >= sales THEN 10
                ELSE 0
            END AS by_sales,
            CASE
                WHEN cost IS NULL OR (cost > 0 AND research IS NULL) THEN NULL
                WHEN cost = 0 THEN 0
                WHEN research * 10 >= cost * 3 THEN 50
                WHEN research * 4 >= cost THEN 40
                WHEN research * 5 >= cost THEN 30
                WHEN research * 20 >= cost * 3 THEN 20
                WHEN research * 10 >= cost THEN 10
                ELSE 0
            END AS by_cost,
            CASE
                WHEN one >= 1 THEN 30
                WHEN one IS NULL OR two IS NULL THEN NULL
                WHEN two >= 4 THEN 24
                ELSE two * 6
            END AS rights_score
        FROM facts
    ),
    totals AS (
        SELECT
            *,
            lawful AND small AND clean AS basic,
            CASE
                WHEN by_sales = 50 OR by_cost = 50 THEN 50
                WHEN by_sales IS NULL OR by_cost IS NULL THEN NULL
                ELSE greatest(by_sales, by_cost)
            END AS research_score
        FROM scores
    ),
    concluded AS (
        SELECT
            *,
            staff_score + research_score + rights_score AS total,
            basic AND (direct OR (staff_score + research_score + rights_score >= 60 AND staff_score > 0)) AS meets
        FROM totals
    )
    SELECT
        统一社会信用代码,
        small AS 规模达标,
        clean AS 行为合规,
        basic AS 基本条件,
        staff_score::BIGINT AS 科技人员得分,
        -- Half up to six places: no quotient of money here is negative.
        CASE
            WHEN sales > 0
                THEN ((((research * 100)::HUGEINT * 2000000 + (sales * 100)::HUGEINT) // ((sales * 100)::HUGEINT * 2))::DECIMAL(38, 0)
                    * 0.000001)::DECIMAL(38, 6)
            WHEN sales = 0 THEN 0
        END AS 研发销售比,
        CASE
            WHEN cost > 0
                THEN ((((research * 100)::HUGEINT * 2000000 + (cost * 100)::HUGEINT) // ((cost * 100)::HUGEINT * 2))::DECIMAL(38, 0)
                    * 0.000001)::DECIMAL(38, 6)
            WHEN cost = 0 THEN 0
        END AS 研发成本比,
        research_score::BIGINT AS 研发投入得分,
        one AS I类知识产权数,
        two AS II类知识产权数,
        rights_score::BIGINT AS 科技成果得分,
        total::BIGINT AS 综合得分,
        direct AS 直接确认,
        DATE '2020-06-30' AS 五年前,
        meets AS 符合科技型中小企业条件,
        true AS 指引适用,
        guide AS 指引补充条件,
        true AS 申报限制适用,
        honest AS 申报不受限,
        meets AND guide AND honest AS 符合现行评价条件
    FROM concluded
    ORDER BY _key
) TO '$out/decisions.parquet' (FORMAT parquet, COMPRESSION zstd);
